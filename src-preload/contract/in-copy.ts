/** The targets in copy, as the `data` of a message or the content of a draft names them; only e-mails have any. */
export const inCopy = ({ cc, bcc }: Readonly<Record<string, unknown>>): string[] =>
  [cc, bcc].flatMap((ids) => (Array.isArray(ids) ? ids.map(String) : []))
