import type { OutboxEntry } from '@contract/outbox'
import { expect, test } from 'vitest'
import { isServerAway, nextStep } from '@/outbox/outbox-words'

const entry = (part: Partial<OutboxEntry>, type?: string): OutboxEntry =>
  ({
    ...{ as: 'send', state: 'needsYou', draft: { updates: null } },
    problem: type === undefined ? null : { type, code: 400, message: '' },
    ...part,
  }) as OutboxEntry
const changing = { draft: { updates: { messageId: 'm', updatedAt: '' } } } as Partial<OutboxEntry>

test.each<[ReturnType<typeof nextStep>, OutboxEntry]>([
  ['release', entry({ state: 'waiting' })],
  ['release', entry({ state: 'waiting' }, 'desktop_sending_locked')],
  ['hold', entry({ state: 'released' })],
  ['none', entry({ state: 'publishing' })],
  ['fix', entry({ state: 'failed' }, 'general_argument_invalid')],
  ['compare', entry(changing, 'desktop_draft_behind')],
  ['review', entry({}, 'desktop_ceiling_exceeded')],
  ['time', entry({}, 'desktop_time_passed')],
  ['again', entry({}, 'desktop_outcome_unknown')],
  ['detach', entry(changing, 'message_already_sent')],
  ['detach', entry(changing, 'message_not_found')],
  ['fix', entry({}, 'message_already_exists')],
])('the next step is to %s', (step, given) => {
  expect(nextStep(given)).toBe(step)
})

test('only a server that is away makes the outbox the better way', () => {
  expect(isServerAway({ type: 'desktop_connection_failed' })).toBe(true)
  expect(isServerAway({ type: 'message_missing_target' })).toBe(false)
  expect(isServerAway(undefined)).toBe(false)
})
