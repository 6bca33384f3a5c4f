import { parse, type Parser } from 'csv-parse'
import { parse as parseWhole } from 'csv-parse/sync'
import type { Delimiter } from '@contract/bulk'

/** One row as it stands in the file; `problem` when it cannot be read. */
export interface CsvRecord {
  /** Where it starts, counted from 1. */
  readonly line: number
  readonly fields: readonly string[]
  readonly problem?: string
}

/** Takes a file piece by piece. Never throws, whatever the text is. */
export interface CsvReader {
  /** The rows that are whole by now. */
  read(text: string): CsvRecord[]
  /** What is left when nothing more comes. */
  end(): CsvRecord[]
}

/** More than any row of people needs: a quote that is never closed swallows no more than this. */
const mostRowBytes = 64 * 1024
/** So much goes to the parser at a time: after a bad row the rest of it is read again. */
const sliceBytes = 16 * 1024
const unclosed = 'A quote is opened here and never closed.'
const newline = 10
const carriageReturn = 13

/**
 * Reads CSV strictly; where that fails, the first line of the row is read on its own (signs as they are, or
 * reported), and reading goes on with the line below. One bad quote costs one line, never the rest.
 */
export const createCsvReader = (delimiter: Delimiter): CsvReader => {
  const options = { delimiter, record_delimiter: ['\r\n', '\n', '\r'], skip_empty_lines: true }
  /** Bytes after the last whole row; the parser has seen `seen` of them. */
  let held: Buffer = Buffer.alloc(0)
  let seen = 0
  let line = 1
  let isFirst = true
  let hasFailed = false
  let found: CsvRecord[] = []
  let parser = open()

  function open(): Parser {
    let bytesDone = 0
    let emptyLines = 0
    hasFailed = false
    const next = parse({
      ...options,
      relax_column_count: true,
      on_record: (fields: string[], { bytes, empty_lines }) => {
        line += empty_lines - emptyLines
        emptyLines = empty_lines
        found.push({ line, fields })
        line += 1 + lineBreaks(fields)
        held = held.subarray(bytes - bytesDone)
        seen -= bytes - bytesDone
        bytesDone = bytes
        return null
      },
    })
    next.on('error', () => {
      hasFailed = true
    })
    return next
  }

  /** The first line that is held, by itself; then a new parser for what follows. */
  const recover = (): void => {
    const end = lineEnd(held)
    const first = held.subarray(0, end)
    found.push(...readLine(first.toString('utf8'), line, options))
    line++
    held = held.subarray(end)
    seen = 0
    parser = open()
  }

  const feed = (): void => {
    while (seen < held.length) {
      const slice = held.subarray(seen, seen + sliceBytes)
      // Counted before: while it writes, whole rows are taken off again.
      seen += slice.length
      parser.write(slice)
      if (hasFailed || parser.errored || seen > mostRowBytes) recover()
    }
  }

  const take = (): CsvRecord[] => {
    const records = found
    found = []
    return records
  }

  return {
    read: (text) => {
      const clean = isFirst ? text.replace(/^\uFEFF/, '') : text
      if (text !== '') isFirst = false
      held = Buffer.concat([held, Buffer.from(clean)])
      feed()
      return take()
    },
    end: () => {
      for (;;) {
        parser.end()
        if (!hasFailed && !parser.errored) return take()
        recover()
        feed()
      }
    },
  }
}

/** After the first line break, which may be of two signs. */
const lineEnd = (bytes: Buffer): number => {
  const at = bytes.findIndex((byte) => byte === newline || byte === carriageReturn)
  if (at < 0) return bytes.length
  return bytes[at] === carriageReturn && bytes[at + 1] === newline ? at + 2 : at + 1
}

const lineBreaks = (fields: readonly string[]): number => {
  let count = 0
  for (const field of fields)
    if (field.includes('\n') || field.includes('\r'))
      count += field.match(/\r\n|\n|\r/g)?.length ?? 0
  return count
}

const readLine = (
  text: string,
  line: number,
  options: { delimiter: string; record_delimiter: string[]; skip_empty_lines: boolean },
): CsvRecord[] => {
  try {
    const relaxed = { ...options, relax_quotes: true, relax_column_count: true }
    return (parseWhole(text, relaxed) as string[][]).map((fields) => ({ line, fields }))
  } catch {
    return [{ line, fields: [text.replace(/[\r\n]+$/, '')], problem: unclosed }]
  }
}
