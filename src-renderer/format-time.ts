const day = 24 * 60 * 60 * 1000

/** The author's own language and region. */
const authorLocale = (): string => navigator.language || 'en'

const startOfDay = (millis: number): number => {
  const date = new Date(millis)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}

const capitalised = (word: string): string => word.charAt(0).toLocaleUpperCase() + word.slice(1)

/** Hours and minutes of the day, 24 h: `12:04`. */
export const formatClock = (moment: string | number, locale = authorLocale()): string =>
  new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    new Date(moment),
  )

/** A moment near `now` in as few words as it needs: `Today 06:30`, `Fri 27 Nov 07:00`, `2 Oct 2025`. */
export const formatWhen = (
  moment: string | number,
  now: number = Date.now(),
  locale = authorLocale(),
): string => {
  const date = new Date(moment)
  const days = Math.round((startOfDay(date.getTime()) - startOfDay(now)) / day)
  if (Math.abs(days) <= 1) {
    const word = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day')
    return `${capitalised(word)} ${formatClock(moment, locale)}`
  }
  const isThisYear = date.getFullYear() === new Date(now).getFullYear()
  if (!isThisYear) return formatDate(moment, locale)
  const name = new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  }).format(date)
  return `${name.replace(',', '')} ${formatClock(moment, locale)}`
}

/** A moment that is still to come, never without its time: `Fri 27 Nov 07:00`, `2 Oct 2027 07:00`. */
export const formatSchedule = (
  moment: string | number,
  now: number = Date.now(),
  locale = authorLocale(),
): string => {
  const isThisYear = new Date(moment).getFullYear() === new Date(now).getFullYear()
  if (isThisYear) return formatWhen(moment, now, locale)
  return `${formatDate(moment, locale)} ${formatClock(moment, locale)}`
}

/** Day, month and year: `2 Oct 2025`. */
export const formatDate = (moment: string | number, locale = authorLocale()): string =>
  new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' }).format(
    new Date(moment),
  )

/** Everything, with the zone named: for tooltips and details. */
export const formatFull = (moment: string | number, locale = authorLocale()): string =>
  new Intl.DateTimeFormat(locale, {
    dateStyle: 'full',
    timeStyle: 'long',
    hourCycle: 'h23',
  }).format(new Date(moment))
