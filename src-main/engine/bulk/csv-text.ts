/** One row of CSV as RFC 4180 has it: commas, CRLF, quotes only where they are needed. */
export const toCsvRow = (fields: readonly string[]): string =>
  `${fields.map(toField).join(',')}\r\n`

/** Rows of a single empty field would be read as no row at all. */
const toField = (field: string, _: number, row: readonly string[]): string =>
  /[",\r\n\uFEFF;\t]/.test(field) || (field === '' && row.length === 1)
    ? `"${field.replaceAll('"', '""')}"`
    : field
