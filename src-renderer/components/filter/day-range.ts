/** Days of the author's calendar, both included; a missing end is open. */
export interface DayRange {
  /** `2026-11-23` */
  readonly from?: string
  readonly to?: string
}

/** A stretch of time in milliseconds; `until` is not part of it. */
export interface TimeSpan {
  readonly from?: number
  readonly until?: number
}

const pad = (value: number): string => String(value).padStart(2, '0')

/** The calendar day `offset` days after that of `now`. */
export const dayAt = (now: number, offset: number): string => {
  const date = new Date(now)
  date.setDate(date.getDate() + offset)
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}

/** Midnight at the beginning of a day, `offset` days later; a day is not always 24 hours long. */
const midnight = (day: string, offset: number): number => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + offset).getTime()
}

/** The time between the first midnight of a range and the one after its last day. */
export const toTimeSpan = ({ from, to }: DayRange): TimeSpan => ({
  ...(from !== undefined && { from: midnight(from, 0) }),
  ...(to !== undefined && { until: midnight(to, 1) }),
})

/** Whether a range names no day that could be in it. */
export const isBackwards = ({ from, to }: DayRange): boolean =>
  from !== undefined && to !== undefined && to < from
