import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Delimiter } from '@contract/bulk'
import { createCsvReader, type CsvRecord } from '@main/engine/bulk/csv-reader'

const readAll = (text: string, delimiter: Delimiter = ',', size = 1000): CsvRecord[] => {
  const reader = createCsvReader(delimiter)
  const records: CsvRecord[] = []
  for (let at = 0; at < text.length; at += size)
    records.push(...reader.read(text.slice(at, at + size)))
  return [...records, ...reader.end()]
}

const fieldsOf = (records: readonly CsvRecord[]) => records.map(({ fields }) => fields)

const quote = (field: string): string => `"${field.replaceAll('"', '""')}"`

/** Text without halves of a character, which UTF-8 cannot carry. */
const cell = fc.oneof(
  fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed()),
  fc.constantFrom('a;b', 'x,y', 'line\nbreak', 'crlf\r\n', 'say "hi"', '"', '\t', ' é 😀 '),
)
const table = fc
  .integer({ min: 1, max: 5 })
  .chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 20 }),
  )

describe('reading CSV', () => {
  it('reads back any table, in every dialect and however it is cut', () => {
    const dialects = fc.record({
      delimiter: fc.constantFrom<Delimiter>(',', ';', '\t'),
      newline: fc.constantFrom('\n', '\r\n', '\r'),
      bom: fc.boolean(),
      trailing: fc.boolean(),
      size: fc.integer({ min: 2, max: 70 }),
    })
    fc.assert(
      fc.property(table, dialects, (rows, { delimiter, newline, bom, trailing, size }) => {
        const body = rows.map((row) => row.map(quote).join(delimiter)).join(newline)
        const text = `${bom ? '\uFEFF' : ''}${body}${trailing ? newline : ''}`
        // A piece of a file never ends inside a character.
        const pieces = [...text]
        const reader = createCsvReader(delimiter)
        const records: CsvRecord[] = []
        for (let at = 0; at < pieces.length; at += size)
          records.push(...reader.read(pieces.slice(at, at + size).join('')))
        records.push(...reader.end())
        expect(fieldsOf(records)).toEqual(rows)
      }),
      { numRuns: 300 },
    )
  })

  it('says in which line of the file each row starts', () => {
    const text = 'a,b\r\n"two\r\nlines",x\r\n\r\nlast,row\r\n'
    expect(readAll(text).map(({ line }) => line)).toEqual([1, 2, 5])
  })

  it('never loses a good row to the garbage round it', () => {
    const garbage = fc.array(
      fc
        .string({ unit: 'binary' })
        .filter((value) => value.isWellFormed() && !/[\r\n]/.test(value)),
      { maxLength: 4 },
    )
    // A quote at the very end could rightly go on in the next line, up to the next quote.
    const isOpen = (line: string) => (line.match(/"/g)?.length ?? 0) % 2 === 1
    fc.assert(
      fc.property(
        fc.array(garbage, { maxLength: 8 }),
        fc.integer({ min: 1, max: 50 }),
        (parts, size) => {
          const lines = parts.flatMap((lines, at) => [...lines, `good,${at}`])
          const records = readAll(lines.join('\n'), ',', size)
          const good = records.filter(({ fields }) => fields[0] === 'good')
          if (!lines.some(isOpen))
            expect(good.map(({ fields }) => fields[1])).toEqual(parts.map((_, at) => String(at)))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('gives up one line for a quote that is never closed, not the rest of the file', () => {
    const rows = Array.from({ length: 5000 }, (_, at) => `person-${at},p${at}@example.org`)
    const text = [`"open,x@example.org`, ...rows].join('\n')
    const records = readAll(text, ',', 100_000)
    expect(records[0]).toMatchObject({ line: 1, problem: expect.stringContaining('quote') })
    expect(fieldsOf(records.slice(1))).toEqual(rows.map((row) => row.split(',')))
    expect(records.at(-1)?.line).toBe(5001)
  })

  it('loses no row when the stray quote is met by a later one', () => {
    const records = readAll('1,"Bob\n2,Ann\n3,"Cy"\n4,Dee')
    expect(fieldsOf(records.filter(({ problem }) => !problem))).toEqual([
      ['2', 'Ann'],
      ['3', 'Cy'],
      ['4', 'Dee'],
    ])
  })

  it('keeps a quote in the middle of a field as it is', () => {
    expect(fieldsOf(readAll('5" nails,ok\n"a"b,c\nd,e'))).toEqual([
      ['5" nails', 'ok'],
      ['"a"b', 'c'],
      ['d', 'e'],
    ])
  })
})
