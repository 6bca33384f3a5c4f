/** What a date and a time of the clock mean in a zone. */
export type WallTime =
  | { readonly is: 'one'; readonly at: number }
  /** The clock shows it twice. */
  | { readonly is: 'twice'; readonly first: number; readonly second: number }
  /** The clock jumps over it; `at` is as long after the jump as it was meant after its begin. */
  | { readonly is: 'never'; readonly at: number }
  /** Not a date and a time. */
  | { readonly is: 'invalid' }

const hour = 60 * 60 * 1000

/** The moments at which the clock of `zone` shows `date` (`2026-11-26`) and `time` (`07:00`). */
export const momentsOf = (date: string, time: string, zone: string): WallTime => {
  const shown = Date.parse(`${date}T${time}Z`)
  if (Number.isNaN(shown)) return { is: 'invalid' }
  // A zone changes its offset at most once within a day, so these two are all there can be.
  const offsets = [offsetAt(shown - 24 * hour, zone), offsetAt(shown + 24 * hour, zone)]
  const found = [...new Set(offsets.map((offset) => shown - offset))]
    .filter((at) => at + offsetAt(at, zone) === shown)
    .toSorted((left, right) => left - right)
  const [first, second] = found
  if (first === undefined) return { is: 'never', at: shown - Math.min(...offsets) }
  return second === undefined ? { is: 'one', at: first } : { is: 'twice', first, second }
}

/** The date and the time that the clock of `zone` shows at a moment. */
export const wallTime = (
  at: number,
  zone: string,
): { readonly date: string; readonly time: string } => {
  const [date = '', time = ''] = new Date(at + offsetAt(at, zone)).toISOString().split('T')
  return { date, time: time.slice(0, 5) }
}

/** The same moment in UTC, with its date where that differs; empty for a zone that shows UTC. */
export const utcText = (at: number, zone: string): string => {
  const [mine, utc] = [wallTime(at, zone), wallTime(at, 'UTC')]
  if (mine.date !== utc.date) return `${utc.date} ${utc.time} UTC`
  return mine.time === utc.time ? '' : `${utc.time} UTC`
}

/** Milliseconds that the clock of `zone` is ahead of UTC. */
const offsetAt = (at: number, zone: string): number => {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day = 1, hour: h = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, h, minute, second) - Math.floor(at / 1000) * 1000
}
