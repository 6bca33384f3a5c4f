import type { PushContent } from '@contract/drafts'
import { describe, expect, it } from 'vitest'
import { checkPush, type PushFacts } from '@/drafts/check-push'
import { applePayload, googleMessage, payloadBytes } from '@/push/payload'
import { ignoredFields } from '@/push/platforms'

const push = (part: Partial<PushContent> = {}): PushContent => ({
  kind: 'push',
  topics: [],
  users: [],
  targets: [],
  messageId: '',
  scheduledAt: null,
  title: 'Night trains',
  body: 'From 29 €',
  data: [],
  action: '',
  image: '',
  icon: '',
  sound: '',
  color: '',
  tag: '',
  badge: '',
  contentAvailable: false,
  critical: false,
  priority: 'high',
  ...part,
})
const everything = push({
  data: [{ name: 'beds', value: '[12]', type: 'json' }],
  action: 'fernweh://deal',
  image: 'files:gracht',
  icon: 'ic_moon',
  sound: 'bell.caf',
  color: '#C6463C',
  tag: 'deal',
  badge: '1',
  contentAvailable: true,
  critical: true,
})

describe('what is sent', () => {
  it('puts data beside what Apple reads, and a critical sound in full', () => {
    expect(applePayload(everything, 'https://img')).toEqual({
      aps: {
        alert: { title: 'Night trains', body: 'From 29 €' },
        badge: 1,
        sound: { critical: 1, name: 'bell.caf', volume: 1 },
        category: 'fernweh://deal',
        'content-available': 1,
        'mutable-content': 1,
      },
      image: 'https://img',
      beds: [12],
    })
  })

  it('gives Google text alone, and nothing that is empty', () => {
    expect(googleMessage(everything, '')).toMatchObject({ data: { beds: '[12]' } })
    expect(googleMessage(push(), '')).toEqual({
      notification: { title: 'Night trains', body: 'From 29 €' },
      android: { priority: 'HIGH' },
      apns: { headers: { 'apns-priority': '10' } },
      webpush: { headers: { Urgency: 'high' } },
    })
  })

  it('is counted in bytes, not in characters', () => {
    const one = payloadBytes(push({ body: 'a' }), 'ios', '')

    expect(payloadBytes(push({ body: '€' }), 'ios', '')).toBe(one + 2)
  })
})

describe('what a platform ignores', () => {
  const local = { isAppwrite: false }

  it('is only what has a value there', () => {
    expect(ignoredFields(push(), 'ios', local)).toEqual([])
    expect(ignoredFields(everything, 'ios', local)).toEqual(['icon', 'color', 'tag'])
    expect(ignoredFields(everything, 'android', local)).toEqual([
      'badge',
      'contentAvailable',
      'critical',
    ])
  })

  it('is more on the web when Appwrite sends', () => {
    expect(ignoredFields(everything, 'web', local)).not.toContain('image')
    expect(ignoredFields(everything, 'web', { isAppwrite: true })).toContain('image')
  })
})

describe('checkPush', () => {
  const names = (part: Partial<PushContent>) =>
    checkPush(push(part), {}).findings.map(({ name }) => name)
  const pair = { name: 'a', value: 'x', type: 'text' } as const

  it.each([
    [{}, []],
    [{ title: '', body: ' ' }, ['somethingToShow']],
    [{ title: '', body: '', data: [pair] }, []],
    [{ title: 'a'.repeat(257) }, ['titleLength']],
    [{ tag: 'a'.repeat(257) }, ['fieldLength']],
    [{ badge: '1.5' }, ['badge']],
    [{ body: 'a'.repeat(4100) }, ['payload']],
    [{ data: [pair, pair] }, ['dataNames']],
    [{ data: [{ ...pair, name: 'google.x' }] }, ['dataNames']],
    [{ data: [{ ...pair, type: 'json' as const }] }, ['dataJson']],
  ])('%j has %j', (part, expected) => {
    expect(names(part)).toEqual(expected)
  })

  const atServer = (part: Partial<PushContent>, facts: PushFacts) => {
    const { findings, checked } = checkPush(push(part), facts)
    return {
      found: findings.map(({ name, detail }) => `${name} ${detail}`),
      isChecked: checked.includes('serverLoses'),
    }
  }
  const later = { badge: '0', contentAvailable: true, critical: true, priority: 'normal' } as const
  const titleLess = { title: '', body: '', data: [pair] }

  it('finds what an early Appwrite would leave out or demand', () => {
    const early = { serverVersion: [1, 6, 0] } as const

    expect(atServer({}, early)).toEqual({ found: [], isChecked: true })
    expect(atServer({ badge: '3' }, early).found).toEqual([])
    expect(atServer(later, early).found).toEqual([
      'serverLoses badge',
      'serverLoses contentAvailable',
      'serverLoses critical',
      'serverLoses priority',
    ])
    expect(atServer(titleLess, early).found).toEqual(['serverNeeds title', 'serverNeeds body'])
    expect(atServer({ critical: true }, { serverVersion: 'untold' }).found).toEqual([
      'serverUntold critical',
    ])
    expect(atServer({ ...later, ...titleLess }, { ...early, isChange: true }).found).toEqual([
      'serverLoses contentAvailable',
      'serverLoses critical',
      'serverLoses priority',
    ])
  })

  it.each([{ serverVersion: [1, 6, 2] }, { serverVersion: [1, 9, 6] }, {}] as const)(
    'says nothing of a server with %j',
    (facts) => {
      expect(atServer({ ...later, ...titleLess }, facts)).toEqual({ found: [], isChecked: false })
    },
  )
})
