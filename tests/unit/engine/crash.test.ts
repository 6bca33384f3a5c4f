import { beforeAll, expect, it } from 'vitest'
import { buildIfStale } from '../../../scripts/build-if-stale.mjs'
import { crashCampaign } from '../../bench/crash.ts'

beforeAll(async () => {
  await buildIfStale()
}, 120_000)

it.each([
  { campaigns: 1, recipients: 300 },
  { campaigns: 2, recipients: 150 },
])(
  '$campaigns campaigns whose engine is killed again and again reach everybody at most once',
  async (size) => {
    const found = await crashCampaign({ ...size, kills: 4, lifeMs: 400 })

    expect(found.wrong).toEqual([])
    expect(found.secondCopies).toEqual([])
    expect(found.accepted + found.unknown).toBe(300)
    expect(found.killsUnderWay).toBeGreaterThan(0)
    // Never more than the calls that were being made, all campaigns together.
    expect(found.mostInDoubtPerKill).toBeLessThanOrEqual(10)
  },
  120_000,
)
