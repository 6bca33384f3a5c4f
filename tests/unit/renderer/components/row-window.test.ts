import { drawnGroups } from '@renderer/components/row-window'
import { expect, test } from 'vitest'

const rows = (from: number, count: number) => Array.from({ length: count }, (_, at) => from + at)
const groups = [
  { key: 'a', label: 'A', rows: rows(0, 10) },
  { key: 'b', label: 'B', rows: rows(10, 10) },
]
const measure = { keyOf: String, rowHeight: 40, headHeight: 32, pinned: undefined }
/** Rows by number; the room of those that are left out by how many. */
const shown = (view: { top: number; bottom: number } | undefined, pinned?: string) =>
  drawnGroups(groups, view, { ...measure, pinned }).map(({ items }) =>
    items.map((item) => ('gap' in item ? `(${item.gap})` : item.row)),
  )

test('without a view everything is drawn', () => {
  expect(shown(undefined)).toEqual([rows(0, 10), rows(10, 10)])
})

test('the rest is room, above and below, across groups and their headings', () => {
  // The heading, ten rows and the second heading end at 464.
  expect(shown({ top: 352, bottom: 504 })).toEqual([
    ['(8)', 8, 9],
    [10, '(9)'],
  ])
})

test('the row that Tab reaches is drawn wherever it is', () => {
  expect(shown({ top: 0, bottom: 72 }, '15')).toEqual([
    [0, '(9)'],
    ['(5)', 15, '(4)'],
  ])
})

test('every row knows which line of the table it is', () => {
  const drawn = drawnGroups(groups, undefined, measure)
  expect(drawn.map(({ position }) => position)).toEqual([2, 13])
  expect(drawn[1]?.items[0]).toMatchObject({ row: 10, position: 14 })
})
