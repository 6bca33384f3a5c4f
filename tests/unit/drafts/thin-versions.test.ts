import { versionsToDrop } from '@main/drafts/thin-versions'
import type { VersionSize } from '@main/store/draft-versions'
import { describe, expect, it } from 'vitest'

const minute = 60_000
const now = Date.parse('2026-11-22T10:30:00.000Z')
/** The newest first, so many minutes ago. */
const versions = (reason: VersionSize['reason'], ages: readonly number[], characters = 10) =>
  ages.map((age, index) => ({
    ...{ id: ages.length - index, at: now - age * minute, reason, characters },
  }))

describe('versionsToDrop', () => {
  it('keeps everything of the last hour, then one an hour, then one a day', () => {
    const ages = [1, 5, 50, 100, 105, 200, 26 * 60, 27 * 60, 28 * 60, 60 * 60]

    const dropped = versionsToDrop(versions('writing', ages), now)

    const left = versions('writing', ages).filter(({ id }) => !dropped.includes(id))
    expect(left.map(({ at }) => (now - at) / minute)).toEqual([1, 5, 50, 100, 200, 1560, 3600])
  })

  it('never thins what a person asked for', () => {
    const ages = [26 * 60, 26 * 60 + 1, 26 * 60 + 2]

    expect(versionsToDrop(versions('savepoint', ages), now)).toEqual([])
  })

  it('lets the oldest of more than a hundred go', () => {
    const ages = Array.from({ length: 103 }, (_, index) => index)

    expect(versionsToDrop(versions('savepoint', ages), now)).toEqual([3, 2, 1])
  })

  it('bounds the room they take together, and always keeps the newest', () => {
    const huge = versions('savepoint', [1, 2, 3], 9_000_000)

    expect(versionsToDrop(huge, now)).toEqual([1])
    expect(versionsToDrop(versions('savepoint', [1], 90_000_000), now)).toEqual([])
  })
})
