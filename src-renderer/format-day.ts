import { formatMoment } from './format-time'

/** The day of a moment in few words, the year only where it is another one: `20 Nov`, `2 Oct 2025`. */
export const formatDay = (
  moment: string | number,
  now: number = Date.now(),
  locale = navigator.language || 'en',
): string => {
  const isThisYear = new Date(moment).getFullYear() === new Date(now).getFullYear()
  const year = isThisYear ? {} : ({ year: 'numeric' } as const)
  return formatMoment(moment, locale, { day: 'numeric', month: 'short', ...year })
}
