import type { Candidates } from './list-walk'
import type { Match } from './search'
import { allOf, type Fragment } from './where'

/** One of the ways in which a search finds rows of a list. */
export interface Finder {
  /** The rows, one after the other, from wherever they are found; the list's table is joined. */
  readonly hits: Candidates
  /** About as many rows, of an index alone: to be counted. */
  readonly rough: Candidates
  /** Whether a row of the list is one of them. */
  readonly holds: Fragment
  /** The hits come in the order of creation. */
  readonly isInOrder: boolean
}

/** How a table is searched. */
interface WordsOptions {
  /** SQL of the indexed text, by which a row is checked; without it all hits are found first. */
  readonly text?: string | undefined
  /** Narrows the index as the list itself is. */
  readonly within?: string | undefined
}

/** By the full-text index of the list's own table. */
export const findByWords = (
  table: string,
  match: Match,
  { text, within }: WordsOptions,
): Finder => {
  const matches = matching(table, match, within)
  return {
    rough: wordHits(table, match, within),
    hits: {
      from: {
        sql: `${table}_words CROSS JOIN ${table} ON ${table}.seq = ${table}_words.rowid`,
        values: [],
      },
      where: matches,
      seq: `${table}_words.rowid`,
    },
    holds:
      text === undefined
        ? {
            sql: `${table}.seq IN (SELECT rowid FROM ${table}_words WHERE ${matches.sql})`,
            values: matches.values,
          }
        : hasWordsOf(text, match),
    isInOrder: true,
  }
}

/** The rows of a full-text index. */
export const wordHits = (table: string, match: Match, within?: string): Candidates => ({
  from: { sql: `${table}_words`, values: [] },
  where: matching(table, match, within),
  seq: 'rowid',
})

/** Whether this text has the words. */
export const hasWordsOf = (text: string, { wanted }: Match): Fragment => ({
  sql: `has_words(${text}, ?)`,
  values: [wanted],
})

/** The condition on a full-text index. */
export const matching = (table: string, { expression }: Match, within?: string): Fragment => {
  const words = `words : (${expression})`
  return {
    sql: `${table}_words MATCH ?`,
    values: [within === undefined ? words : `${words} AND ${within}`],
  }
}

/** The hits that meet a condition too. */
export const narrowed = ({ hits }: Finder, condition: Fragment): Candidates => ({
  ...hits,
  where: allOf([hits.where, condition]),
})
