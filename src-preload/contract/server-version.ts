/** A version of Appwrite as `major.minor.patch` numbers. */
export type Version = readonly [major: number, minor: number, patch: number]

/** What a server says of its version; `untold` when it answers without saying it. */
export type ToldVersion = Version | 'untold'

/** Reads `1.6.2`; nothing when it is no version. */
export const parseVersion = (text: string): Version | undefined => {
  const numbers = /^(\d+)\.(\d+)\.(\d+)/.exec(text)?.slice(1).map(Number)
  const [major, minor, patch] = numbers ?? []
  if (major === undefined || minor === undefined || patch === undefined) return undefined
  return [major, minor, patch]
}

/** Whether one version came out before the other. */
export const isBefore = (version: Version, other: Version): boolean => {
  const at = version.findIndex((number, index) => number !== other[index])
  return at >= 0 && (version[at] ?? 0) < (other[at] ?? 0)
}
