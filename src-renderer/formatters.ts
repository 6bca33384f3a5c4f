/** Making a formatter costs a hundred times what formatting does, which tells in a list: each is made once. */
const madeOnce = <Options extends object, Formatter>(
  make: (locale: string, options: Options) => Formatter,
) => {
  const made = new Map<string, Formatter>()
  return (locale: string, options: Options): Formatter => {
    // The clock of a computer that travels moves on; a formatter would keep the zone that it was made in.
    const key = `${locale} ${new Date().getTimezoneOffset()} ${JSON.stringify(options)}`
    const known = made.get(key)
    if (known !== undefined) return known
    const formatter = make(locale, options)
    made.set(key, formatter)
    return formatter
  }
}

/** Formats moments; the same one for the same options. */
export const dateFormatter = madeOnce(
  (locale, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options),
)

/** Formats numbers; the same one for the same options. */
export const numberFormatter = madeOnce(
  (locale, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options),
)

/** Formats distances in time; the same one for the same options. */
export const distanceFormatter = madeOnce(
  (locale, options: Intl.RelativeTimeFormatOptions) => new Intl.RelativeTimeFormat(locale, options),
)
