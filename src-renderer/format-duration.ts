/** A span in the two units that matter: `9s`, `19m 3s`, `2h 5m`. */
export const formatDuration = (seconds: number, locale = navigator.language || 'en'): string => {
  const whole = Math.max(0, Math.round(seconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  const say = (value: number, unit: 'hour' | 'minute' | 'second'): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'narrow' }).format(value)
  if (hours > 0) return `${say(hours, 'hour')} ${say(minutes, 'minute')}`
  if (minutes > 0) return `${say(minutes, 'minute')} ${say(whole % 60, 'second')}`
  return say(whole, 'second')
}
