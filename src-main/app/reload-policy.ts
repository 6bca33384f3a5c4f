const mostCrashes = 3
const windowMs = 60_000

/** What to do about a page that is gone. */
export type CrashVerdict = 'reload' | 'error-page' | 'nothing'

/**
 * Decides about crashed pages: each is loaded again, until three crash within a minute. `now` is in
 * milliseconds of any steady clock.
 */
export const createReloadPolicy = (now: () => number): ((reason: string) => CrashVerdict) => {
  let crashes: number[] = []
  return (reason) => {
    if (reason === 'clean-exit') return 'nothing'
    const time = now()
    crashes = [...crashes.filter((crash) => time - crash < windowMs), time]
    return crashes.length < mostCrashes ? 'reload' : 'error-page'
  }
}
