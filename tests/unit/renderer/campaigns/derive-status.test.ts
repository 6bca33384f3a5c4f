import type { DeliveryCounts } from '@contract/delivery'
import { expect, test } from 'vitest'
import { campaignStatus, stuckAfterMs, type StatusSource } from '@/campaigns/derive-status'

const now = Date.parse('2026-11-19T12:00:00Z')
const message = (part: Partial<StatusSource>): StatusSource => ({
  status: 'sent',
  deliveredTotal: 10,
  deliveryErrors: [],
  $updatedAt: new Date(now - 60_000).toISOString(),
  ...part,
})
const counts = (part: Partial<DeliveryCounts>): DeliveryCounts => ({
  pending: 0,
  in_flight: 0,
  accepted: 0,
  failed: 0,
  unknown: 0,
  ...part,
})

test.each([
  ['draft', 'draft'],
  ['scheduled', 'scheduled'],
  ['processing', 'sending'],
  ['sent', 'sent'],
] as const)('a message that Appwrite calls %s is called %s', (status, word) => {
  expect(campaignStatus(message({ status }), { now })).toBe(word)
})

test('one failure in ten thousand is not a failure of the campaign', () => {
  const failed = message({ status: 'failed', deliveredTotal: 9999, deliveryErrors: ['refused'] })

  expect(campaignStatus(failed, { now })).toBe('partial')
})

test('a campaign that nobody got has failed', () => {
  const failed = message({ status: 'failed', deliveredTotal: 0, deliveryErrors: ['refused'] })

  expect(campaignStatus(failed, { now })).toBe('failed')
})

test('unknown outcomes need a decision, whatever the message says', () => {
  for (const status of ['sent', 'failed'] as const) {
    const known = counts({ accepted: 5, unknown: 1 })
    expect(campaignStatus(message({ status }), { now, counts: known })).toBe('decision')
  }
})

test('people that wait again after a decision mean that it is being sent', () => {
  const known = counts({ accepted: 5, pending: 2 })

  expect(campaignStatus(message({ status: 'failed' }), { now, counts: known })).toBe('sending')
})

test('sending without a sign of life for ten minutes is stuck, and a later sign ends that', () => {
  const silent = message({
    status: 'processing',
    $updatedAt: new Date(now - stuckAfterMs - 1).toISOString(),
  })

  expect(campaignStatus(silent, { now })).toBe('stuck')
  expect(campaignStatus(silent, { now, lastSignAt: now - 5000 })).toBe('sending')
})

test('sending is not stuck while everybody who is left was put off for long', () => {
  const silent = message({
    status: 'processing',
    $updatedAt: new Date(now - stuckAfterMs - 1).toISOString(),
  })

  expect(campaignStatus(silent, { now, isResting: true })).toBe('sending')
})

test('a schedule that nobody was there for needs a decision, and only a scheduled message can have one', () => {
  expect(campaignStatus(message({ status: 'scheduled' }), { now, isMissed: true })).toBe('decision')
  expect(campaignStatus(message({ status: 'sent' }), { now, isMissed: true })).toBe('sent')
})
