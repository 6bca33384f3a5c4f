/**
 * A text as it stands between DATA and the dot that ends it: every line ends in CRLF, a dot at the
 * beginning of one is doubled (RFC 5321, 4.5.2). A lone CR or LF becomes a CRLF, since servers do not
 * agree on what it means, and somebody could end the mail with it.
 */
export const toData = (source: Buffer): Buffer => {
  if (source.length === 0) return source
  const text = source.toString('latin1')
  const lines = text.replace(/\r(?!\n)|(?<!\r)\n/g, '\r\n').replace(/(?<=^|\n)\./g, '..')
  const whole = lines.endsWith('\r\n') ? lines : `${lines}\r\n`
  return whole === text ? source : Buffer.from(whole, 'latin1')
}

/** Ends the data of a mail. */
export const endOfData = '.\r\n'
