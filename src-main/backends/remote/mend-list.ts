import type { Gap } from '@contract/gaps'
import type { z } from 'zod'
import { isJsonObject } from '../json-object'

/** A list as far as it can be read, and what is missing or blank in it. */
export interface MendedList {
  readonly value: unknown
  readonly gaps: readonly Gap[]
}

type Path = readonly PropertyKey[]
type Issue = z.core.$ZodIssue

/** An answer that is still not right after so many corrections is none of Appwrite's. */
const mostRounds = 4

/** What stands for nothing in a field of each type; an id, a choice or a moment has no such value. */
const blanks: Readonly<Record<string, () => unknown>> = {
  string: () => '',
  int: () => 0,
  number: () => 0,
  boolean: () => false,
  array: () => [],
  record: () => ({}),
}

/**
 * Reads what there is to read of a list in which some rows are not as the contract says: a field that is
 * absent, null or of another type is left blank, a row that makes no sense without it is left out. Each is
 * told as a gap. Answers nothing when no row is left, or when it is no list.
 */
export const mendList = (
  schema: z.ZodType,
  list: unknown,
  first: z.ZodError,
): MendedList | undefined => {
  const value: unknown = structuredClone(list)
  const rows = Array.isArray(first.issues[0]?.path)
    ? rowsOf(value, first.issues[0].path)
    : undefined
  if (!rows) return undefined
  const gaps: Gap[] = []
  const cameAs = rows.length
  let error = first
  for (let round = 0; round < mostRounds; round++) {
    for (const gap of mendRound(value, error.issues)) gaps.push(gap)
    const parsed = schema.safeParse(value)
    if (parsed.success) {
      if (rows.length === 0) return undefined
      return { value: withoutDropped(parsed.data, cameAs - rows.length), gaps }
    }
    error = parsed.error
  }
  return undefined
}

const rowsOf = (value: unknown, path: Path): unknown[] | undefined => {
  const rows = path.length > 1 ? at(value, path.slice(0, 1)) : undefined
  return Array.isArray(rows) ? rows : undefined
}

/** Whoever reads on until the total would never get there. */
const withoutDropped = (list: unknown, dropped: number): unknown =>
  isJsonObject(list) && typeof list['total'] === 'number'
    ? { ...list, total: Math.max(0, list['total'] - dropped) }
    : list

const mendRound = (value: unknown, issues: readonly Issue[]): Gap[] => {
  const unusable = new Map<string, Path>()
  // Named before anything moves.
  const gaps = issues.map(({ path }) => toGap(value, path))
  for (const issue of issues) {
    const blank = blankFor(issue)
    const holder = at(value, issue.path.slice(0, -1))
    if (blank && isJsonObject(holder)) holder[String(issue.path.at(-1))] = blank()
    else {
      const item = issue.path.slice(
        0,
        issue.path.findLastIndex((key) => typeof key === 'number') + 1,
      )
      unusable.set(item.join('.'), item)
    }
  }
  // From the end, so that the places of those before stay what they were.
  for (const path of [...unusable.values()].toReversed()) {
    const items = at(value, path.slice(0, -1))
    if (Array.isArray(items)) items.splice(Number(path.at(-1)), 1)
  }
  return gaps
}

const blankFor = (issue: Issue): (() => unknown) | undefined => {
  const field = issue.path.at(-1)
  if (issue.code !== 'invalid_type' || typeof field === 'number' || field === '$id')
    return undefined
  return Object.hasOwn(blanks, issue.expected) ? blanks[issue.expected] : undefined
}

const toGap = (value: unknown, path: Path): Gap => {
  const row = at(value, path.slice(0, 2))
  const id = isJsonObject(row) && typeof row['$id'] === 'string' ? row['$id'] : ''
  return { id, field: path.slice(2).join('.') }
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (holder, key) =>
      typeof holder === 'object' && holder !== null ? Reflect.get(holder, key) : undefined,
    value,
  )
