/** The day of a moment in few words, the year only where it is another one: `20 Nov`, `2 Oct 2025`. */
export const formatDay = (
  moment: string | number,
  now: number = Date.now(),
  locale = navigator.language || 'en',
): string => {
  const date = new Date(moment)
  const isThisYear = date.getFullYear() === new Date(now).getFullYear()
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    ...(!isThisYear && { year: 'numeric' }),
  }).format(date)
}
