import type { Draft } from '@contract/drafts'
import { describe, expect, it } from 'vitest'
import { isDraftWanted, messageQueries, type CampaignFilter } from '@/campaigns/campaign-filter'

const everything: CampaignFilter = { channels: [], statuses: [], when: {} }
const asked = (...parameters: Parameters<typeof messageQueries>): unknown[] =>
  messageQueries(...parameters).map((text) => JSON.parse(text))

const draft: Draft = {
  id: 'd1',
  messageId: 'm1',
  revision: 1,
  updates: null,
  createdAt: '2026-11-01T10:00:00.000Z',
  updatedAt: '2026-11-20T10:00:00.000Z',
  content: {
    kind: 'email',
    subject: 'Night trains to Copenhagen',
    content: '',
    html: true,
    topics: [],
    users: [],
    targets: [],
    cc: [],
    bcc: [],
    attachments: [],
    messageId: '',
    scheduledAt: null,
  },
}

describe('what the API is asked for', () => {
  it('is nothing in particular while nothing is filtered', () => {
    expect(asked('all', everything)).toEqual([])
  })

  it('tells a message that reached some from one that reached nobody by its total', () => {
    const failed = { method: 'equal', attribute: 'status', values: ['failed'] }
    expect(asked('all', { ...everything, statuses: ['partial'] })).toEqual([
      {
        method: 'and',
        values: [failed, { method: 'greaterThan', attribute: 'deliveredTotal', values: [0] }],
      },
    ])
    expect(asked('failed', { ...everything, statuses: ['failed'] })).toEqual([
      {
        method: 'and',
        values: [failed, { method: 'equal', attribute: 'deliveredTotal', values: [0] }],
      },
    ])
  })

  it('is any of the states that a part of the list holds', () => {
    expect(asked('sending', everything)).toEqual([
      {
        method: 'or',
        values: [
          { method: 'equal', attribute: 'status', values: ['scheduled'] },
          { method: 'equal', attribute: 'status', values: ['processing'] },
        ],
      },
    ])
  })

  it('takes the moment that the list shows: due, sent, or last changed', () => {
    const [query] = asked('all', { ...everything, when: { from: Date.UTC(2026, 10, 1) } })
    const midnight = '2026-11-01T00:00:00.000Z'
    const from = (attribute: string) => ({
      method: 'greaterThanEqual',
      attribute,
      values: [midnight],
    })
    const other = { method: 'notEqual', attribute: 'status', values: ['scheduled'] }
    expect(query).toEqual({
      method: 'or',
      values: [
        {
          method: 'and',
          values: [
            { method: 'equal', attribute: 'status', values: ['scheduled'] },
            from('scheduledAt'),
          ],
        },
        { method: 'and', values: [other, from('deliveredAt')] },
        {
          method: 'and',
          values: [other, { method: 'isNull', attribute: 'deliveredAt' }, from('$updatedAt')],
        },
      ],
    })
  })
})

describe('a draft of this computer', () => {
  it('stands in all and among drafts, and nowhere else', () => {
    const tabs = ['all', 'drafts', 'sending', 'sent', 'failed'] as const
    expect(tabs.filter((tab) => isDraftWanted(draft, tab, everything, ''))).toEqual([
      'all',
      'drafts',
    ])
  })

  it('is held to channel, state, days and search like any message', () => {
    const isWanted = (part: Partial<CampaignFilter>, search = ''): boolean =>
      isDraftWanted(draft, 'all', { ...everything, ...part }, search)
    const at = Date.parse(draft.updatedAt)
    expect(isWanted({ channels: ['sms'] })).toBe(false)
    expect(isWanted({ channels: ['sms', 'email'] })).toBe(true)
    expect(isWanted({ statuses: ['sent'] })).toBe(false)
    expect(isWanted({ statuses: ['sent', 'draft'] })).toBe(true)
    expect(isWanted({ when: { from: at + 1 } })).toBe(false)
    expect(isWanted({ when: { until: at } })).toBe(false)
    expect(isWanted({ when: { from: at, until: at + 1 } })).toBe(true)
    expect(isWanted({}, ' NIGHT ')).toBe(true)
    expect(isWanted({}, 'sleeper')).toBe(false)
  })
})
