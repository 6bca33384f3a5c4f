import type { Connection } from './database'
import type { SearchMode, Wanted } from './words'
import { toWords } from './words'

/** What a person typed. */
export interface Match {
  /** For a full-text index. */
  readonly expression: string
  /** The same for the text of one row: what `hasWords` takes. */
  readonly wanted: string
}

/** The longest prefix that the indexes of large tables hold. */
const indexedPrefix = 6
const mostTerms = 32

/**
 * A full-text expression for what a person typed (behaviour 4.4): words without case, the last one as a
 * prefix; in double quotes the exact phrase. `undefined` when there is no word in it, which matches nothing.
 */
export const toMatch = (
  db: Connection,
  table: string,
  search: string,
  mode: SearchMode,
): Match | undefined => {
  const trimmed = search.trim()
  const words = trimmed.match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu) ?? []
  const last = words.at(-1)
  if (last === undefined) return undefined
  const isPhrase = trimmed.length > 2 && trimmed.startsWith('"') && trimmed.endsWith('"')
  const wanted: Wanted = { words: toWords(trimmed), mode: isPhrase ? 'phrase' : mode }
  if (isPhrase) return { expression: toPhrase(trimmed), wanted: JSON.stringify(wanted) }
  // A long prefix of few words is found much faster as these words.
  const terms = last.length > indexedPrefix ? completions(db, table, last) : []
  const prefix = terms.length > 0 ? `(${terms.map(quote).join(' OR ')})` : `${quote(last)} *`
  const all = [...words.slice(0, -1).map(quote), prefix]
  return {
    expression: all.join(mode === 'any' ? ' OR ' : ' AND '),
    wanted: JSON.stringify(wanted),
  }
}

/** The words of a text next to each other. */
export const toPhrase = (text: string): string =>
  quote(text.replaceAll(/[^\p{L}\p{N}\p{M}\p{Co}]+/gu, ' ').trim())

const quote = (word: string): string => `"${word}"`

/** The indexed words that begin so; none when they are too many, or when the index may fold them otherwise. */
const completions = (db: Connection, table: string, prefix: string): string[] => {
  if (!/^[a-z\d]+$/i.test(prefix)) return []
  db.exec(
    `CREATE VIRTUAL TABLE IF NOT EXISTS temp.${table}_terms
     USING fts5vocab('main', '${table}_words', 'instance')`,
  )
  const next = db
    .prepare<[string, string], string>(
      `SELECT term FROM temp.${table}_terms WHERE term >= ? AND term < ? LIMIT 1`,
    )
    .pluck()
  const terms: string[] = []
  const begin = prefix.toLowerCase()
  const end = `${begin}\u{10FFFF}`
  // A blank comes before everything that a word can go on with.
  for (let from = begin; ; from = `${terms.at(-1)} `) {
    const term = next.get(from, end)
    if (term === undefined) return terms
    if (terms.length === mostTerms) return []
    terms.push(term)
  }
}
