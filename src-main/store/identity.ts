import { randomBytes } from 'node:crypto'

/** Milliseconds since 1970. */
export type Clock = () => number
/** So many random bytes. */
export type Random = (size: number) => Buffer

/** Where ids and times come from. */
export interface Origin {
  readonly clock: Clock
  readonly random: Random
}

/** The real clock and the system's randomness. */
export const systemOrigin: Origin = { clock: Date.now, random: randomBytes }

/** A moment in the API's own form, `2026-08-21T12:42:38.123+00:00`, which sorts as text. */
export const toTime = (millis: number): string =>
  new Date(millis).toISOString().replace('Z', '+00:00')

/** The given id, or for `unique()` 20 hex characters: 13 of time in microseconds, 7 random (behaviour 1.6). */
export const toId = (given: string, { clock, random }: Origin): string => {
  if (given !== 'unique()') return given
  const millis = clock()
  const seconds = Math.floor(millis / 1000).toString(16)
  const micros = ((millis % 1000) * 1000).toString(16).padStart(5, '0')
  return `${seconds}${micros}${random(4).toString('hex').slice(0, 7)}`.slice(-20)
}
