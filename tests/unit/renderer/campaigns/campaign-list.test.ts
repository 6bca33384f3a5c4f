import type { Draft } from '@contract/drafts'
import type { Message } from '@contract/messages'
import { expect, test } from 'vitest'
import { draftRow, messageRow } from '@/campaigns/campaign-row'
import { groupCampaigns } from '@/campaigns/group-campaigns'

const now = new Date(2026, 10, 19, 12, 0).getTime()
const hour = 60 * 60 * 1000
const iso = (hoursAgo: number): string => new Date(now - hoursAgo * hour).toISOString()

const message = (id: string, hoursAgo: number, part: Partial<Message> = {}): Message => ({
  $id: id,
  $createdAt: iso(hoursAgo),
  $updatedAt: iso(hoursAgo),
  providerType: 'email',
  topics: [],
  users: [],
  targets: [],
  scheduledAt: null,
  deliveredAt: iso(hoursAgo),
  deliveryErrors: [],
  deliveredTotal: 1,
  data: { subject: id },
  status: 'sent',
  ...part,
})
const draft: Draft = {
  id: 'd',
  messageId: 'm',
  revision: 1,
  updates: null,
  createdAt: iso(1),
  updatedAt: iso(1),
  content: {
    kind: 'email',
    subject: ' Hello ',
    content: '',
    html: true,
    topics: ['news'],
    users: [],
    targets: [],
    cc: [],
    bcc: [],
    attachments: [],
    messageId: '',
    scheduledAt: null,
  },
}
const sms = { providerType: 'sms', status: 'scheduled' } as const
const row = (...parameters: Parameters<typeof message>) =>
  messageRow(message(...parameters), { now })

test('what needs a decision comes first, then what runs, drafts, and months newest first', () => {
  const failure: Partial<Message> = {
    status: 'failed',
    deliveredTotal: 0,
    deliveryErrors: ['x'],
  }
  const rows = [
    row('october', 24 * 40),
    row('november', 30),
    draftRow(draft),
    row('running', 0.05, { status: 'processing', deliveredAt: null }),
    row('fresh failure', 2, failure),
    row('old failure', 60, failure),
  ]

  const groups = groupCampaigns(rows, now)

  expect(
    groups.map(({ group, rows: members }) => [group.kind, members.map(({ id }) => id)]),
  ).toEqual([
    ['needsYou', ['fresh failure']],
    ['nowAndNext', ['running']],
    ['drafts', ['d']],
    ['month', ['november', 'old failure']],
    ['month', ['october']],
  ])
})

test('a record that is no message is a row of its own and hides nothing', () => {
  // What a server of another version might answer.
  const broken = { $id: 'broken', $createdAt: iso(3) } as unknown as Message

  const incomplete = { ...message('no topics', 2), topics: undefined } as unknown as Message

  const rows = [
    messageRow(broken, { now }),
    messageRow(incomplete, { now }),
    messageRow(null as unknown as Message, { now }),
    row('fine', 1),
  ]

  expect(rows.map(({ kind, id }) => [kind, id])).toEqual([
    ['unreadable', 'broken'],
    ['unreadable', 'no topics'],
    ['unreadable', ''],
    ['message', 'fine'],
  ])
})

test('accepted people are told once something was sent, not before', () => {
  expect(row('sent', 1)).toMatchObject({ accepted: 1 })
  expect(row('waiting', 0.1, { status: 'processing' })).toMatchObject({ accepted: undefined })
  expect(draftRow(draft)).toMatchObject({ accepted: undefined, title: 'Hello' })
})

test.each([
  ['a draft', { status: 'draft' }, true],
  ['a scheduled mail', { status: 'scheduled', scheduledAt: iso(-5) }, true],
  ['a text message whose time is told', { ...sms, scheduledAt: iso(-5) }, true],
  ['a text message that Appwrite never lets go of', sms, false],
  ['what is sent', { status: 'sent' }, false],
] as const)('%s can be edited, or cannot', (_, part, isEditable) => {
  expect(row('one', 1, { ...part, deliveredAt: null })).toMatchObject({ isEditable })
})
