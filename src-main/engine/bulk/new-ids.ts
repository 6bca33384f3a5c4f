import type { Origin } from '../../store/identity'

/**
 * Ids in the API's own form, many a millisecond: each takes the next microsecond, so that two of one import
 * never meet, and they are in order, which the database's indexes like.
 */
export const createNewIds = ({ clock, random }: Origin): (() => string) => {
  let last = 0
  let pool: Buffer = Buffer.alloc(0)
  let at = 0
  return () => {
    last = Math.max(last + 1, clock() * 1000)
    if (at + 4 > pool.length) {
      pool = random(4096)
      at = 0
    }
    const chance = pool.readUInt32LE(at).toString(16).padStart(8, '0').slice(1)
    at += 4
    const seconds = Math.floor(last / 1_000_000).toString(16)
    return `${seconds}${(last % 1_000_000).toString(16).padStart(5, '0')}${chance}`
  }
}
