import { dateFormatter, distanceFormatter } from './formatters'

const day = 24 * 60 * 60 * 1000

/** The author's own language and region. */
const authorLocale = (): string => navigator.language || 'en'

const startOfDay = (millis: number): number => {
  const date = new Date(millis)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}

/** With a capital, as at the start of a line. */
export const capitalised = (word: string): string =>
  word.charAt(0).toLocaleUpperCase() + word.slice(1)

const noMoment = '—'

/** A moment in a language; a dash for what is none. */
export const formatMoment = (
  moment: string | number,
  locale: string,
  options: Intl.DateTimeFormatOptions,
): string => {
  const date = new Date(moment)
  if (Number.isNaN(date.getTime())) return noMoment
  return dateFormatter(locale, options).format(date)
}

/** Hours and minutes of the day, 24 h: `12:04`. */
export const formatClock = (moment: string | number, locale = authorLocale()): string =>
  formatMoment(moment, locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

/** The same with seconds: a send is over in minutes, and they tell people apart. */
export const formatSecond = (moment: string | number, locale = authorLocale()): string =>
  formatMoment(moment, locale, { timeStyle: 'medium', hourCycle: 'h23' })

/** A moment near `now` in as few words as it needs: `Today 06:30`, `Fri 27 Nov 07:00`, `2 Oct 2025`. */
export const formatWhen = (
  moment: string | number,
  now: number = Date.now(),
  locale = authorLocale(),
): string => capitalised(formatWhenWithin(moment, now, locale))

/** The same within a sentence: `today 06:30`. */
export const formatWhenWithin = (
  moment: string | number,
  now: number = Date.now(),
  locale = authorLocale(),
): string => {
  const date = new Date(moment)
  if (Number.isNaN(date.getTime())) return noMoment
  const days = Math.round((startOfDay(date.getTime()) - startOfDay(now)) / day)
  if (Math.abs(days) <= 1) {
    const word = distanceFormatter(locale, { numeric: 'auto' }).format(days, 'day')
    return `${word} ${formatClock(moment, locale)}`
  }
  const isThisYear = date.getFullYear() === new Date(now).getFullYear()
  if (!isThisYear) return formatDate(moment, locale)
  const name = formatMoment(moment, locale, { weekday: 'short', day: 'numeric', month: 'short' })
  return `${name.replace(',', '')} ${formatClock(moment, locale)}`
}

/** A moment to come within a sentence, never without its time: `today 07:00`, `Fri 27 Nov 07:00`, `2 Oct 2027 07:00`. */
export const formatSchedule = (
  moment: string | number,
  now: number = Date.now(),
  locale = authorLocale(),
): string => {
  const isThisYear = new Date(moment).getFullYear() === new Date(now).getFullYear()
  if (isThisYear || Number.isNaN(new Date(moment).getTime()))
    return formatWhenWithin(moment, now, locale)
  return `${formatDate(moment, locale)} ${formatClock(moment, locale)}`
}

/** Day, month and year: `2 Oct 2025`. */
export const formatDate = (moment: string | number, locale = authorLocale()): string =>
  formatMoment(moment, locale, { day: 'numeric', month: 'short', year: 'numeric' })

/** Everything, with the zone named: for tooltips and details. */
export const formatFull = (moment: string | number, locale = authorLocale()): string =>
  formatMoment(moment, locale, { dateStyle: 'full', timeStyle: 'long', hourCycle: 'h23' })
