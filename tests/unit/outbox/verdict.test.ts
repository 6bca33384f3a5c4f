import { apiError, ApiError, type ErrorType } from '@contract/errors'
import { judge, pauseAfter } from '@main/outbox/verdict'
import { expect, test } from 'vitest'

test.each<[ErrorType, ReturnType<typeof judge>]>([
  ['desktop_connection_failed', { state: 'released', isUnclear: false }],
  ['desktop_reply_invalid', { state: 'released', isUnclear: false }],
  ['general_rate_limit_exceeded', { state: 'released', isUnclear: false }],
  ['desktop_outcome_unknown', { state: 'needsYou', isUnclear: true }],
  ['desktop_draft_behind', { state: 'needsYou', isUnclear: false }],
  ['desktop_ceiling_exceeded', { state: 'needsYou', isUnclear: false }],
  ['message_not_found', { state: 'needsYou', isUnclear: false }],
  ['message_already_sent', { state: 'needsYou', isUnclear: false }],
  ['desktop_sending_locked', { state: 'waiting', isUnclear: false }],
  ['desktop_wait_stopped', { state: 'waiting', isUnclear: false }],
  ['general_argument_invalid', { state: 'failed', isUnclear: false }],
  ['general_unauthorized_scope', { state: 'failed', isUnclear: false }],
])('after %s it is %j', (type, expected) => {
  expect(judge(apiError(type), 1)).toEqual(expected)
})

test('a server that only answers with trouble is given up on, one that is away never', () => {
  const trouble = new ApiError({ message: 'Down', code: 500, type: 'general_unknown' })

  expect([1, 5, 6].map((attempts) => judge(trouble, attempts).state)).toEqual([
    ...['released', 'released', 'failed'],
  ])
  expect(judge(apiError('desktop_connection_failed'), 100).state).toBe('released')
})

test('people who cannot be counted because the server is away are not above the ceiling', () => {
  expect(judge(apiError('desktop_ceiling_exceeded'), 1, true).state).toBe('released')
})

test('pauses grow to five minutes', () => {
  expect([1, 2, 3, 20].map(pauseAfter)).toEqual([5000, 10_000, 20_000, 300_000])
})
