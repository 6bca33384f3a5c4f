import type { Delimiter, ImportField, ImportMapping } from '@contract/bulk'
import { email } from '@contract/fields'
import { createCsvReader } from './csv-reader'

/** How a file is written and what its columns seem to be. */
export interface CsvPreview {
  readonly delimiter: Delimiter
  readonly hasHeader: boolean
  readonly columns: { readonly header: string; readonly samples: string[] }[]
  readonly mapping: ImportMapping
}

const delimiters: readonly Delimiter[] = [',', ';', '\t']
const mostChars = 64 * 1024
const mostRows = 50
const mostSamples = 4

/** Looks at the beginning of a file. */
export const previewCsv = (text: string, given: Delimiter | 'auto'): CsvPreview => {
  const delimiter = given === 'auto' ? detectDelimiter(text) : given
  const rows = firstRows(text, delimiter)
  const width = Math.max(0, ...rows.map((row) => row.length))
  const hasHeader = looksLikeHeader(rows[0] ?? [], rows[1])
  const body = hasHeader ? rows.slice(1) : rows
  const columns = Array.from({ length: width }, (_, at) => ({
    header: (hasHeader ? rows[0]?.[at] : undefined) ?? '',
    samples: body
      .map((row) => row[at]?.trim() ?? '')
      .filter((value) => value !== '')
      .slice(0, mostSamples),
  }))
  return { delimiter, hasHeader, columns, mapping: guessMapping(columns) }
}

/** The separator that cuts the first rows into the most columns of the same number. */
export const detectDelimiter = (text: string): Delimiter => {
  const scores = delimiters.map((delimiter) => ({ delimiter, score: regularity(text, delimiter) }))
  return scores.toSorted((a, b) => b.score - a.score)[0]?.delimiter ?? ','
}

const regularity = (text: string, delimiter: Delimiter): number => {
  const widths = firstRows(text, delimiter).map((row) => row.length)
  const width = widths[0] ?? 0
  const alike = widths.filter((other) => other === width).length
  // Columns count only as far as the rows agree on them.
  return width < 2 ? 0 : (alike / widths.length) ** 2 * width
}

const firstRows = (text: string, delimiter: Delimiter): (readonly string[])[] => {
  const reader = createCsvReader(delimiter)
  const records = reader.read(text.slice(0, mostChars))
  // The end of the piece is rarely the end of a row; it counts when there is nothing else.
  if (records.length < 2 || text.length <= mostChars) records.push(...reader.end())
  return records
    .filter(({ problem }) => !problem)
    .slice(0, mostRows)
    .map(({ fields }) => fields)
}

const looksLikeHeader = (
  first: readonly string[],
  second: readonly string[] | undefined,
): boolean => {
  if (first.some((value) => isData(value))) return false
  if (first.some((value) => fieldOfHeader(value))) return true
  return second !== undefined && second.some((value) => isData(value))
}

const isEmail = (value: string): boolean => email.safeParse(value.trim()).success
const isPhone = (value: string): boolean => /^(\+|00?)[\d\s()./-]{6,20}$/.test(value.trim())
const isData = (value: string): boolean =>
  isEmail(value) || isPhone(value) || /^\d/.test(value.trim())

/** Column names as people and programs write them, without case and signs. */
const headers: readonly (readonly [ImportField, RegExp])[] = [
  ['email', /^(e?mail|emails?|mail|emailadd?ress?e?|mailadresse|correo|courriel|primaryemail)$/],
  [
    'phone',
    /^(phone|phonenumber|telephone|tel|telefon|telefonnummer|handy|handynummer|mobil|mobile|mobilenumber|mobilnummer|cell|sms|telefono|telephonenumber)$/,
  ],
  ['name', /^(name|fullname|displayname|username|vollername|nom|nombre|kontakt|contact|person)$/],
  ['name', /^(vorname|firstname|givenname|first|prenom|forename)$/],
  ['name', /^(nachname|lastname|familienname|surname|familyname|last|zuname|apellido)$/],
  ['userId', /^(user|uid|personid|kundennummer|customerid|id)$/],
  ['userId', /^userid$/],
  ['targetId', /^targetid$/],
  ['subscriberId', /^subscriberid$/],
  ['identifier', /^(identifier|token|devicetoken|pushtoken|fcmtoken|apnstoken)$/],
  ['providerType', /^(providertype|channel|kanal|type)$/],
  ['providerId', /^(providerid|provider)$/],
  ['targetName', /^(targetname|device|devicename|gerat)$/],
]

const fieldOfHeader = (header: string): ImportField | undefined => {
  const plain = header
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
  return headers.find(([, pattern]) => pattern.test(plain))?.[0]
}

const guessMapping = (columns: CsvPreview['columns']): ImportMapping => {
  const mapping: ImportMapping = {}
  const add = (field: ImportField, at: number): void => {
    const before = mapping[field]
    // First and last name make one name; anything else is one column.
    if (!before) mapping[field] = [at]
    else if (field === 'name') before.push(at)
  }
  columns.forEach(({ header }, at) => {
    const field = fieldOfHeader(header)
    if (field) add(field, at)
  })
  const used = new Set(Object.values(mapping).flat())
  columns.forEach(({ samples }, at) => {
    if (used.has(at) || samples.length === 0) return
    if (samples.every(isEmail)) add('email', at)
    else if (samples.every(isPhone)) add('phone', at)
  })
  return mapping
}
