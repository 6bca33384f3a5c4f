import type { Profile } from '@contract/profiles'
import { guardCeiling } from '@main/profiles/recipient-ceiling'
import { expect, test } from 'vitest'

const profile = {
  ...{
    kind: 'local',
    id: 'shop',
    name: 'Shop',
    environment: 'production',
    colour: 'environment',
    locked: false,
  },
  ...{ sandbox: false, missed: { sendWithinMinutes: 15, otherwise: 'ask' }, ceiling: 2000 },
  createdAt: '2026-11-23T10:00:00.000Z',
} as const satisfies Profile

const stored = {
  ...{ $id: 'hello', $createdAt: '', $updatedAt: '', providerType: 'email', status: 'scheduled' },
  ...{ topics: ['news'], users: [], targets: [], scheduledAt: null, deliveredAt: null },
  data: { cc: ['ann'], bcc: ['bob'] },
  ...{ deliveryErrors: [], deliveredTotal: 0 },
}
const counts = { pending: 0, in_flight: 0, accepted: 90_000, failed: 2_001, unknown: 7 }

/** Calls of a backend with 4,812 people, and what of them went through. */
const setUp = ({ ledger = true, ceiling = 2000 as number | null } = {}) => {
  const passed: unknown[] = []
  const counted: unknown[] = []
  const replies: Record<string, unknown> = {
    getMessage: stored,
    countRecipients: { total: 4810, copies: 2, duplicates: 0, providers: [] },
    getDeliveryReport: {
      ...{ messageId: 'hello', counts, sandbox: false, startedAt: null, finishedAt: null },
      ...{ providers: [], causes: [], problems: [] },
      activity: { state: 'idle', pausedAt: null, pauseReason: null, restsUntil: null, waits: [] },
    },
  }
  const call = guardCeiling(
    async (name, input) => {
      passed.push([name, input])
    },
    {
      profile: () => ({ ...profile, ceiling }),
      asked: {
        capabilities: { ledger, sandbox: true, bulk: true },
        call: async (name, input) => {
          if (name === 'countRecipients') counted.push(input)
          return replies[name]
        },
      },
    },
  )
  return { call, passed, counted }
}

test.each([
  ['decideMissedMessage', { messageId: 'hello', act: 'send' }, 4812],
  ['decideMissedMessage', { messageId: 'hello', act: 'reschedule' }, 4812],
  ['retryDeliveries', { messageId: 'hello', states: ['failed'] }, 2001],
  ['retryDeliveries', { messageId: 'hello', states: ['failed', 'unknown'] }, 2008],
  ['createPush', { topics: ['news'], title: 'Hi' }, 4812],
  ['updateEmail', { messageId: 'hello', cc: ['boss'] }, 4812],
  ['updateEmail', { messageId: 'hello', bcc: [] }, 4812],
  ['updateSms', { messageId: 'hello', draft: false }, 4812],
])('%s %j goes through with %d confirmed and no fewer', async (name, input, people) => {
  const { call, passed } = setUp()

  await expect(call(name, input)).rejects.toMatchObject({ type: 'desktop_ceiling_exceeded' })
  await expect(call(name, { ...input, confirmedPeople: people - 1 })).rejects.toMatchObject({
    message: expect.stringContaining(`${people.toLocaleString('en')} people`),
  })
  expect(passed).toEqual([])

  await call(name, { ...input, confirmedPeople: people })
  // An engine of our own looks at it again when a schedule's hour comes.
  expect(passed).toEqual([[name, { ...input, confirmedPeople: people }]])
})

test.each([
  [true, 5000, { topics: ['news'], confirmedPeople: 5000 }],
  [true, '5000', { topics: ['news'] }],
  [false, 5000, { topics: ['news'] }],
])(
  'with a ledger (%j) a confirmation of %j goes on as %j',
  async (ledger, confirmedPeople, expected) => {
    const { call, passed } = setUp({ ledger, ceiling: null })
    await call('createEmail', { topics: ['news'], confirmedPeople })
    expect(passed).toEqual([['createEmail', expected]])
  },
)

test.each([
  ['decideMissedMessage', { messageId: 'hello', act: 'draft' }],
  ['retryDeliveries', { messageId: 'hello', states: ['unknown'] }],
  ['createEmail', { topics: ['news'], draft: true }],
  ['updateEmail', { messageId: 'hello', subject: 'Other' }],
  ['updateEmail', { messageId: 'hello', topics: ['news'], draft: true }],
  ['updateEmail', { messageId: 'hello', cc: ['boss'], draft: true }],
  ['sendTest', { identifier: 'me@example.test' }],
  ['listMessages', undefined],
])('%s %j needs no confirmation', async (name, input) => {
  const { call, passed } = setUp()
  await call(name, input)
  expect(passed).toEqual([[name, input]])
})

test.each([[0], [-5], [2.5], ['4812'], [Infinity]])(
  'a confirmation of %j is none',
  async (confirmedPeople) => {
    const { call } = setUp()
    await expect(call('createEmail', { topics: ['news'], confirmedPeople })).rejects.toMatchObject({
      type: 'desktop_ceiling_exceeded',
    })
  },
)

test.each([
  ['createEmail', { topics: ['news'], cc: ['ann'], bcc: ['boss'] }, ['ann', 'boss']],
  ['createEmail', { topics: ['news'] }, []],
  ['updateEmail', { messageId: 'hello', cc: ['boss'] }, ['boss', 'bob']],
  ['updateEmail', { messageId: 'hello', bcc: [] }, ['ann']],
  ['updateEmail', { messageId: 'hello', topics: ['more'] }, ['ann', 'bob']],
  ['decideMissedMessage', { messageId: 'hello', act: 'send' }, ['ann', 'bob']],
])('%s %j is for these in copy as well: %j', async (name, input, copies) => {
  const { call, counted } = setUp()
  await expect(call(name, input)).rejects.toMatchObject({
    message: expect.stringContaining('4,812 people, 2 of them in copy, and the ceiling'),
  })
  expect(counted).toEqual([expect.objectContaining({ copies })])
})
