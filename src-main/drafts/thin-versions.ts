import type { VersionSize } from '../store/draft-versions'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
/** Versions of one draft, and the characters that they may hold together. */
const mostVersions = 100
const mostCharacters = 20_000_000

/**
 * Which of a draft's versions, the newest first, have to go: of those kept by themselves, all of the last hour
 * stay, one an hour of the last day, and one a day of before. Above the bounds the oldest go, whatever they are.
 */
export const versionsToDrop = (versions: readonly VersionSize[], now: number): number[] => {
  const spans = new Set<string>()
  let count = 0
  let characters = 0
  return versions
    .filter((version, index) => {
      // The newest tells whether anything has changed since.
      const span = index === 0 ? undefined : spanOf(version, now)
      if (span !== undefined && spans.has(span)) return true
      if (span !== undefined) spans.add(span)
      count += 1
      characters += version.characters
      return index > 0 && (count > mostVersions || characters > mostCharacters)
    })
    .map(({ id }) => id)
}

/** The stretch of time of which one such version is enough. */
const spanOf = ({ at, reason }: VersionSize, now: number): string | undefined => {
  if ((reason !== 'session' && reason !== 'writing') || now - at <= hour) return undefined
  return now - at <= day ? `hour ${Math.floor(at / hour)}` : `day ${Math.floor(at / day)}`
}
