import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Query } from '@contract/queries'
import { Query as Q } from '@contract/queries'
import type { Connection } from '@main/store/database'
import { closeDatabase, openDatabase } from '@main/store/database'
import type { ListInput } from '@main/store/list'
import { readList } from '@main/store/list'
import type { ListSource } from '@main/store/list-source'

interface Thing {
  readonly seq: number
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly name: string | null
  readonly total: number
  readonly done: number
  readonly at: string | null
}

const source: ListSource = {
  table: 'things',
  attributes: {
    name: { type: 'word', isNullable: true },
    total: { type: 'integer' },
    done: { type: 'boolean' },
    at: { type: 'time', isNullable: true },
  },
  search: 'any',
}

/** The same list, in which nearly every hit is one of too many to be sorted. */
const walked: ListSource = {
  ...source,
  mostSorted: 2,
  text: `things.id || ' ' || coalesce(things.name, '')`,
}

const time = (hour: number): string => `2026-01-01T${String(hour).padStart(2, '0')}:00:00.000+00:00`

const words = ['alpha', 'Beta', 'ALPHA beta', 'é', 'É%', 'a_b', 'b\\c', '', 'zeta-9', 'Ünder_100%']

const things: Thing[] = Array.from({ length: 40 }, (_, index) => ({
  seq: index + 1,
  id: `${index % 2 === 0 ? 'T' : 't'}-${index}`,
  createdAt: time(index % 5),
  updatedAt: time(index % 3),
  name: index % 7 === 3 ? null : (words[index % words.length] ?? ''),
  total: (index * 7) % 6,
  done: index % 3 === 0 ? 1 : 0,
  at: index % 4 === 1 ? null : time(index % 6),
}))

describe('the query language', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sendwright-list-'))
  let db: Connection

  const read = (input: ListInput) => readList<Thing>(db, source, input)
  const ids = (input: ListInput): string[] => read(input).rows.map(({ id }) => id)
  const fails = (type: string) => expect.objectContaining({ type })

  beforeAll(() => {
    const up = `
      CREATE TABLE things (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, createdAt TEXT, updatedAt TEXT,
        name TEXT, total INTEGER, done INTEGER, at TEXT) STRICT;
      CREATE VIRTUAL TABLE things_words USING fts5(words, content = '', contentless_delete = 1);
      CREATE TRIGGER added AFTER INSERT ON things BEGIN
        INSERT INTO things_words (rowid, words) VALUES (NEW.seq, NEW.id || ' ' || coalesce(NEW.name, ''));
      END;`
    db = openDatabase({ file: join(folder, 'things.db'), migrations: [{ name: 'things', up }] })
    const insert = db.prepare(
      'INSERT INTO things VALUES (@seq, @id, @createdAt, @updatedAt, @name, @total, @done, @at)',
    )
    for (const thing of things) insert.run(thing)
  })
  afterAll(() => {
    closeDatabase(db)
    rmSync(folder, { recursive: true, force: true })
  })

  const ways: [string, ListSource][] = [
    ['by sorting hits', source],
    ['by walking in order', walked],
    ['by gathering hits after a look', { ...walked, mostSorted: 6, mostLookedAt: 3 }],
  ]
  it.each(ways)('answers %s the same as a plain evaluation in memory', (_, way) => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const { filters, orders, limit, offset, cursor, search } = request
        const queries = [
          ...filters.map((query) => JSON.stringify(query)),
          ...orders.map(({ attribute, isDescending }) =>
            isDescending ? Q.orderDesc(attribute) : Q.orderAsc(attribute),
          ),
          ...(limit === undefined ? [] : [Q.limit(limit)]),
          ...(offset === undefined ? [] : [Q.offset(offset)]),
          ...(cursor === undefined
            ? []
            : [cursor.isAfter ? Q.cursorAfter(cursor.id) : Q.cursorBefore(cursor.id)]),
        ]
        const expected = evaluate(request)
        const answer = () => readList<Thing>(db, way, { queries, search })
        if (expected === 'order-null') {
          expect(answer).toThrow(fails('database_query_order_null'))
          return
        }
        const page = answer()
        expect(page.rows.map(({ id }) => id)).toEqual(expected.ids)
        expect(page.total).toBe(expected.total)
      }),
      { numRuns: 1500 },
    )
  })

  it('searches the words that a long prefix stands for, few or many', () => {
    const insert = db.prepare(`INSERT INTO things_words (rowid, words) VALUES (?, ?)`)
    const forget = db.prepare('DELETE FROM things_words WHERE rowid = ?')
    const longWords = Array.from({ length: 40 }, (_, at) => `overlong${at}`)
    things.forEach(({ seq }) => forget.run(seq))
    things.forEach(({ seq }, at) => insert.run(seq, longWords[at]))
    const found = (search: string, way: ListSource, ...queries: string[]) =>
      readList<Thing>(db, way, { search, queries }).total
    try {
      for (const [, way] of ways) {
        expect(found('overlong', way)).toBe(40)
        expect(found('OVERLONG', way, Q.orderAsc('total'))).toBe(40)
        expect(found('overlong1', way, Q.orderAsc('total'))).toBe(11)
        expect(found('overlong7', way)).toBe(1)
        expect(found('overlonger', way)).toBe(0)
      }
    } finally {
      things.forEach(({ seq }) => forget.run(seq))
      for (const { seq, id, name } of things) insert.run(seq, `${id} ${name ?? ''}`)
    }
  })

  it('starts with 25, oldest first', () => {
    expect(ids({})).toEqual(things.slice(0, 25).map(({ id }) => id))
    expect(read({}).total).toBe(40)
  })

  it('does not count when told not to', () => {
    expect(read({ total: false })).toMatchObject({ total: 0, rows: { length: 25 } })
  })

  it('pages through everything by cursor, forth and back', () => {
    const seen: string[] = []
    for (let last: string | undefined; ;) {
      const cursor: string[] = last === undefined ? [] : [Q.cursorAfter(last)]
      const page = ids({ queries: [Q.orderDesc('total'), Q.limit(7), ...cursor] })
      if (page.length === 0) break
      seen.push(...page)
      last = page.at(-1)
    }
    expect(new Set(seen).size).toBe(40)
    const back = ids({
      queries: [Q.orderDesc('total'), Q.limit(3), Q.cursorBefore(seen[10] ?? '')],
    })
    expect(back).toEqual(seen.slice(7, 10))
  })

  it('takes the first of several limits and lets a time lend its direction to ties', () => {
    expect(ids({ queries: [Q.limit(2), Q.limit(9)] })).toHaveLength(2)
    const [first, second] = read({ queries: [Q.orderDesc('$createdAt')] }).rows
    expect(first?.createdAt).toBe(second?.createdAt)
    expect(first?.seq).toBeGreaterThan(second?.seq ?? 0)
  })

  it('finds words, the last as a prefix, any of several, a phrase in quotes', () => {
    const names = (search: string) =>
      [...new Set(read({ search }).rows.map(({ name }) => name))].sort()
    expect(names('alp')).toEqual(['ALPHA beta', 'alpha'])
    expect(names('beta zet')).toEqual(['ALPHA beta', 'Beta', 'zeta-9'])
    expect(names('"alpha beta"')).toEqual(['ALPHA beta'])
    expect(names('"beta alpha"')).toEqual([])
    expect(ids({ search: '*+-~' })).toEqual([])
    expect(ids({ search: 'T-17' })).toContain('t-17')
    expect(ids({ search: '" OR NOT (nothing' })).toEqual([])
  })

  const wrong: [string, string][] = [
    ['not json', 'general_argument_invalid'],
    ['7', 'general_argument_invalid'],
    ['{"method":7}', 'general_argument_invalid'],
    ['{"method":"drop"}', 'general_argument_invalid'],
    ['{"method":"constructor","attribute":"name","values":["x"]}', 'general_argument_invalid'],
    ['{"method":"select","values":["name"]}', 'general_argument_invalid'],
    [Q.equal('secret', 'x'), 'general_argument_invalid'],
    [Q.equal('constructor', 'x'), 'general_argument_invalid'],
    [Q.equal('name; DROP TABLE things', 'x'), 'general_argument_invalid'],
    ['{"method":"equal","attribute":"name","values":[]}', 'general_argument_invalid'],
    [Q.equal('name', 7), 'general_argument_invalid'],
    [Q.equal('total', '7'), 'general_argument_invalid'],
    [Q.equal('total', 2 ** 31), 'general_argument_invalid'],
    [Q.equal('done', 1), 'general_argument_invalid'],
    [Q.lessThan('at', 'soon'), 'general_argument_invalid'],
    ['{"method":"lessThan","attribute":"total","values":[1,2]}', 'general_argument_invalid'],
    ['{"method":"between","attribute":"total","values":[1]}', 'general_argument_invalid'],
    [Q.contains('total', 'x'), 'general_argument_invalid'],
    ['{"method":"isNull","attribute":"at","values":[1]}', 'general_argument_invalid'],
    ['{"method":"or","values":[]}', 'general_argument_invalid'],
    ['{"method":"and","values":[{"method":"limit","values":[1]},{}]}', 'general_argument_invalid'],
    [Q.limit(0), 'general_argument_invalid'],
    [Q.limit(1.5), 'general_argument_invalid'],
    [Q.offset(-1), 'general_argument_invalid'],
    [Q.orderAsc('secret'), 'general_argument_invalid'],
    ['{"method":"orderAsc"}', 'general_argument_invalid'],
    [Q.cursorAfter('$bad'), 'general_argument_invalid'],
    [Q.cursorAfter('unknown'), 'general_cursor_not_found'],
    ['{"method":"regex","attribute":"name","values":["(a+)+$"]}', 'general_argument_invalid'],
    ['{"method":"search","attribute":"name","values":["x"]}', 'general_query_invalid'],
  ]
  it.each(wrong)('refuses %s with %s', (query, type) => {
    expect(() => read({ queries: [query] })).toThrow(fails(type))
  })

  it('says what to use in place of a regular expression', () => {
    const regex = '{"method":"regex","attribute":"name","values":["^a"]}'
    expect(() => read({ queries: [regex] })).toThrow(/startsWith, endsWith or contains/)
  })

  it('bears the largest queries that are allowed', () => {
    const many = Array.from({ length: 100 }, () =>
      Q.equal(
        'total',
        Array.from({ length: 500 }, (_, index) => index % 9),
      ),
    )
    expect(read({ queries: many }).total).toBe(40)
    const values = Array.from({ length: 500 }, () => 'e')
    expect(
      read({ queries: Array.from({ length: 60 }, () => Q.contains('name', values)) }).total,
    ).toBeGreaterThan(0)
  })
})

interface Order {
  readonly attribute: string
  readonly isDescending: boolean
}

interface Request {
  readonly filters: readonly Query[]
  readonly orders: readonly Order[]
  readonly limit: number | undefined
  readonly offset: number | undefined
  readonly cursor: { readonly id: string; readonly isAfter: boolean } | undefined
  readonly search: string | undefined
}

const columns = {
  $id: 'id',
  $createdAt: 'createdAt',
  name: 'name',
  total: 'total',
  done: 'done',
  at: 'at',
} as const

const values = {
  $id: fc.constantFrom('t-1', 'T-1', 't-10', 't', ''),
  $createdAt: fc.integer({ min: 0, max: 6 }).map(time),
  name: fc.constantFrom(...words, 'ALPHA', 'a', 'É', '%', '_', '\\'),
  total: fc.integer({ min: -1, max: 7 }),
  done: fc.boolean(),
  at: fc.integer({ min: 0, max: 6 }).map(time),
}

type Name = keyof typeof columns
const names = Object.keys(columns) as Name[]

const anyComparison = fc.constantFrom(...names).chain((attribute) => {
  const value = values[attribute] as fc.Arbitrary<string | number | boolean>
  const one = fc.tuple(value)
  const isText = attribute === 'name' || attribute === '$id'
  const shapes: [string, fc.Arbitrary<unknown[]>][] = [
    ['equal', fc.array(value, { minLength: 1, maxLength: 3 })],
    ...['notEqual', 'lessThan', 'lessThanEqual', 'greaterThan', 'greaterThanEqual'].map(
      (method): [string, fc.Arbitrary<unknown[]>] => [method, one],
    ),
    ['between', fc.tuple(value, value)],
    ['notBetween', fc.tuple(value, value)],
    ['isNull', fc.constant([])],
    ['isNotNull', fc.constant([])],
    ...(isText
      ? ['startsWith', 'endsWith', 'notStartsWith', 'notEndsWith'].map(
          (method): [string, fc.Arbitrary<unknown[]>] => [method, one],
        )
      : []),
    ...(isText
      ? ['contains', 'notContains', 'containsAll'].map(
          (method): [string, fc.Arbitrary<unknown[]>] => [
            method,
            fc.array(value, { minLength: 1, maxLength: 2 }),
          ],
        )
      : []),
  ]
  return fc
    .constantFrom(...shapes)
    .chain(([method, given]) => given.map((list): Query => ({ method, attribute, values: list })))
})

const { filter: anyFilter } = fc.letrec<{ filter: Query; group: Query }>((tie) => ({
  filter: fc.oneof({ maxDepth: 2 }, anyComparison, tie('group')),
  group: fc
    .tuple(fc.constantFrom('and', 'or'), fc.array(tie('filter'), { minLength: 2, maxLength: 3 }))
    .map(([method, nested]): Query => ({ method, values: nested })),
}))

const anyRequest: fc.Arbitrary<Request> = fc.record({
  filters: fc.array(anyFilter, { maxLength: 2 }),
  orders: fc.array(
    fc.record({ attribute: fc.constantFrom(...names), isDescending: fc.boolean() }),
    { maxLength: 2 },
  ),
  limit: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
  offset: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
  cursor: fc.option(
    fc.record({ id: fc.constantFrom(...things.map(({ id }) => id)), isAfter: fc.boolean() }),
    { nil: undefined },
  ),
  search: fc.option(
    fc.constantFrom(
      'alpha',
      'ALP',
      'beta zet',
      't',
      'under',
      'ünder',
      'e',
      'nothing',
      '"t 1"',
      '%',
    ),
    { nil: undefined },
  ),
})

/** Words without case and accents, as the index has them. */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []

const isFound = ({ id, name }: Thing, search: string): boolean => {
  const has = wordsOf(`${id} ${name ?? ''}`)
  const wanted = wordsOf(search)
  if (search.startsWith('"')) return ` ${has.join(' ')} `.includes(` ${wanted.join(' ')} `)
  return wanted.some((word, at) =>
    has.some((one) => (at === wanted.length - 1 ? one.startsWith(word) : one === word)),
  )
}

type Scalar = string | number | null

const plain = (value: unknown): Scalar =>
  typeof value === 'string' ? value.toLowerCase() : value === null ? null : Number(value)

const valueOf = (thing: Thing, name: string): Scalar => plain(thing[columns[name as Name]])

const matches = (thing: Thing, { method, attribute = '', values: given = [] }: Query): boolean => {
  if (method === 'and') return given.every((query) => matches(thing, query as Query))
  if (method === 'or') return given.some((query) => matches(thing, query as Query))
  const value = valueOf(thing, attribute)
  if (method === 'isNull') return value === null
  if (method === 'isNotNull') return value !== null
  if (value === null) return false
  const wanted = given.map(plain)
  const [first = '', second = ''] = wanted.map((each) => each ?? '')
  const text = String(value)
  const isBetween = compare(value, first) >= 0 && compare(value, second) <= 0
  const answers: Record<string, () => boolean> = {
    equal: () => wanted.includes(value),
    notEqual: () => value !== first,
    lessThan: () => compare(value, first) < 0,
    lessThanEqual: () => compare(value, first) <= 0,
    greaterThan: () => compare(value, first) > 0,
    greaterThanEqual: () => compare(value, first) >= 0,
    between: () => isBetween,
    notBetween: () => !isBetween,
    startsWith: () => text.startsWith(String(first)),
    notStartsWith: () => !text.startsWith(String(first)),
    endsWith: () => text.endsWith(String(first)),
    notEndsWith: () => !text.endsWith(String(first)),
    contains: () => wanted.some((each) => text.includes(String(each))),
    notContains: () => !wanted.some((each) => text.includes(String(each))),
    containsAll: () => wanted.every((each) => text.includes(String(each))),
  }
  const answer = answers[method]
  if (!answer) throw new Error(`no evaluation of ${method}`)
  return answer()
}

/** Nothing comes before something; texts by their bytes. */
const compare = (a: Scalar, b: Scalar): number => {
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  if (typeof a === 'string' && typeof b === 'string')
    return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return Number(a) - Number(b)
}

const evaluate = ({ filters, orders, limit = 25, offset = 0, cursor, search }: Request) => {
  const lends = orders[0]?.attribute === '$createdAt' && orders[0].isDescending
  const inOrder = things.toSorted((a, b) => {
    for (const { attribute, isDescending } of orders) {
      const difference = compare(valueOf(a, attribute), valueOf(b, attribute))
      if (difference !== 0) return isDescending ? -difference : difference
    }
    return lends ? b.seq - a.seq : a.seq - b.seq
  })
  const isMatch = (thing: Thing): boolean =>
    filters.every((query) => matches(thing, query)) &&
    (search === undefined || isFound(thing, search))
  const total = things.filter(isMatch).length
  const toIds = (list: readonly Thing[]): string[] => list.map(({ id }) => id)
  if (!cursor) return { total, ids: toIds(inOrder.filter(isMatch).slice(offset, offset + limit)) }
  const place = inOrder.findIndex(({ id }) => id === cursor.id)
  const row = inOrder[place]
  if (row && orders.some(({ attribute }) => valueOf(row, attribute) === null)) return 'order-null'
  if (cursor.isAfter)
    return {
      total,
      ids: toIds(
        inOrder
          .slice(place + 1)
          .filter(isMatch)
          .slice(offset, offset + limit),
      ),
    }
  const before = inOrder.slice(0, place).filter(isMatch).toReversed()
  return { total, ids: toIds(before.slice(offset, offset + limit).toReversed()) }
}
