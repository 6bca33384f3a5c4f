import type { DeliveryActivity } from '@contract/delivery'
import type { BridgeEvent } from '@contract/events'
import { createSendingWatch } from '@main/app/sending-now'
import { expect, it } from 'vitest'

const progress = (
  messageId: string,
  pending: number,
  inFlight: number,
  state: DeliveryActivity['state'] = 'sending',
  restsUntil: DeliveryActivity['restsUntil'] = null,
): BridgeEvent => ({
  name: 'delivery.progress',
  payload: {
    messageId,
    counts: { pending, in_flight: inFlight, accepted: 1, failed: 0, unknown: 0 },
    activity: { state, pausedAt: null, pauseReason: null, restsUntil, waits: [] },
  },
})
const engine = (state: 'running' | 'restarting'): BridgeEvent => ({
  name: 'engine.status',
  payload: { state, restarts: 0, problem: null },
})

it('tells when the first message starts and the last one is done', () => {
  const told: boolean[] = []
  const watch = createSendingWatch((isSending) => told.push(isSending))
  watch(progress('a', 3, 0))
  watch(progress('b', 0, 1))
  watch(progress('a', 0, 0))
  expect(told).toEqual([true])
  watch(progress('b', 0, 0))
  expect(told).toEqual([true, false])
})

it('lets go of a paused message once nobody is in flight', () => {
  const told: boolean[] = []
  const watch = createSendingWatch((isSending) => told.push(isSending))
  watch(progress('a', 3, 2))
  watch(progress('a', 3, 1, 'paused'))
  expect(told).toEqual([true])
  watch(progress('a', 3, 0, 'paused'))
  expect(told).toEqual([true, false])
})

it('lets the computer sleep while everybody who is left was put off', () => {
  const told: boolean[] = []
  const watch = createSendingWatch((isSending) => told.push(isSending))
  watch(progress('a', 3, 2))
  watch(progress('a', 3, 0, 'sending', '2026-11-28T12:00:00.000+00:00'))
  watch(progress('a', 3, 1))
  expect(told).toEqual([true, false, true])
})

it('takes an engine that is gone for one that sends nothing', () => {
  const told: boolean[] = []
  const watch = createSendingWatch((isSending) => told.push(isSending))
  watch(progress('a', 3, 0))
  watch(engine('restarting'))
  watch(engine('running'))
  expect(told).toEqual([true, false])
})
