import type { Target, User } from '@contract/users'
import { expect, test } from 'vitest'
import { audienceWords } from '@/campaigns/audience-words'
import { recipientChips } from '@/drafts/recipient-chips'
import { addressOptions, toggled, userOptions } from '@/drafts/recipient-options'

const stored = { $createdAt: '', $updatedAt: '' }
const target = (id: string, identifier: string, type: Target['providerType']): Target => ({
  ...stored,
  $id: id,
  name: '',
  userId: 'ann',
  providerId: null,
  providerType: type,
  identifier,
  expired: false,
})
const user = (targets: Target[]): User => ({
  ...stored,
  $id: 'ann',
  name: 'Ann',
  email: 'ann@one.example',
  phone: '',
  labels: [],
  status: true,
  targets,
})
const one = target('t1', 'ann@one.example', 'email')
const two = target('t2', 'ann@two.example', 'email')
const phone = target('t3', '+4917012345', 'sms')

test('a person with several addresses can be chosen whole or by address', () => {
  const options = userOptions(user([one, two, phone]), 'email')

  expect(options.map(({ kind, id }) => [kind, id])).toEqual([
    ['users', 'ann'],
    ['targets', 't1'],
    ['targets', 't2'],
  ])
})

test('a person without an e-mail address is shown but cannot be chosen', () => {
  expect(userOptions(user([phone]), 'email')).toMatchObject([{ id: 'ann', unreachable: true }])
})

test('a text message goes to phone numbers, a push message to devices called by their names', () => {
  const device = { ...target('t4', 'a'.repeat(140), 'push'), name: 'Pixel 9' }
  const unnamed = { ...target('t5', '0123456789abcdef0123', 'push'), name: '' }

  expect(userOptions(user([one, phone]), 'sms')).toMatchObject([{ note: '+4917012345' }])
  expect(userOptions(user([one, device, unnamed]), 'push').map(({ note }) => note)).toEqual([
    'Pixel 9, 01234567…0123',
    'Pixel 9',
    '01234567…0123',
  ])
})

test('copies go to addresses, each named after its person', () => {
  expect(addressOptions(user([one, phone]))).toMatchObject([
    { kind: 'targets', id: 't1', name: 'Ann', note: 'ann@one.example' },
  ])
})

test('choosing twice gives back, and touches nothing else', () => {
  const audience = { topics: ['news'], users: [], targets: ['t9'] }

  const chosen = toggled(audience, { kind: 'users', id: 'ann' })

  expect(chosen).toEqual({ topics: ['news'], users: ['ann'], targets: ['t9'] })
  expect(toggled(chosen, { kind: 'users', id: 'ann' })).toEqual(audience)
})

test('many people become a number, a few keep their names', () => {
  const audience = { topics: ['news'], users: ['a', 'b', 'c', 'd'], targets: ['t1'] }

  expect(recipientChips(audience)).toEqual([
    { kind: 'topics', id: 'news' },
    { kind: 'manyUsers', count: 4 },
    { kind: 'targets', id: 't1' },
  ])
})

test('of many topics the first few are named, and the rest are a number that is worth saying', () => {
  const topics = (count: number) => Array.from({ length: count }, (_, at) => `t${at}`)
  const chips = (count: number) => recipientChips({ topics: topics(count), users: [], targets: [] })

  expect(chips(6).map(({ kind }) => kind)).toEqual(Array.from({ length: 6 }, () => 'topics'))
  expect(chips(7)).toHaveLength(5)
  expect(chips(500).slice(3)).toEqual([
    { kind: 'topics', id: 't3' },
    { kind: 'moreTopics', count: 496 },
  ])
})

test('the people of a topic are told only where nobody else is named', () => {
  const topic = {
    ...stored,
    $id: 'news',
    name: 'News',
    emailTotal: 7,
    smsTotal: 2,
    pushTotal: 0,
    subscribe: [],
  }
  const topics = new Map([['news', topic]])
  const alone = { topics: ['news'], users: [], targets: [] }

  expect(audienceWords(alone, topics, 'email').topicPeople).toBe(7)
  expect(audienceWords(alone, topics, 'sms').topicPeople).toBe(2)
  expect(audienceWords({ ...alone, users: ['ann'] }, topics, 'email').topicPeople).toBeUndefined()
})
