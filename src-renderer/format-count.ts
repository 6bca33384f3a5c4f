import { numberFormatter } from './formatters'

/** A whole number with the author's thousands: `4,812`. */
export const formatCount = (count: number, locale = navigator.language || 'en'): string =>
  numberFormatter(locale, { maximumFractionDigits: 0 }).format(count)

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** A size in the largest unit that keeps it above one: `38.4 kB`. */
export const formatBytes = (bytes: number, locale = navigator.language || 'en'): string => {
  const step = Math.min(
    units.length - 1,
    bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / Math.log10(1000)),
  )
  return numberFormatter(locale, {
    style: 'unit',
    unit: units[step],
    // The short form of this one has no plural.
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(bytes / 1000 ** step)
}
