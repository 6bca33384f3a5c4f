import { beforeAll, expect, it } from 'vitest'
import { buildIfStale } from '../../../scripts/build-if-stale.mjs'
import { crashCampaign } from '../../bench/crash.ts'

beforeAll(async () => {
  await buildIfStale()
}, 120_000)

it('a campaign whose engine is killed again and again reaches everybody at most once', async () => {
  const found = await crashCampaign({ recipients: 300, kills: 4, lifeMs: 400 })

  expect(found.wrong).toEqual([])
  expect(found.secondCopies).toEqual([])
  expect(found.accepted + found.unknown).toBe(300)
  expect(found.killsUnderWay).toBeGreaterThan(0)
  // Never more than the calls that were being made.
  expect(found.mostInDoubtPerKill).toBeLessThanOrEqual(10)
}, 120_000)
