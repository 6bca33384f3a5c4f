/** A whole number as a person types it, with or without the thousands set apart; undefined for anything else. */
export const readCount = (text: string): number | undefined => {
  const typed = text.trim()
  // One sign between the thousands, the same throughout: 4,812 or 4.812 or 4 812 or 4'812.
  if (!/^\d{1,15}$|^\d{1,3}([.,'’\s])\d{3}(\1\d{3}){0,3}$/.test(typed)) return undefined
  return Number(typed.replaceAll(/\D/g, ''))
}
