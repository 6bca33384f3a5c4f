import type { RowGroup } from './data-list'

/** A row at its place, or the room of so many rows that are not drawn. */
export type RowItem<Row> =
  | { readonly key: string; readonly row: Row; readonly position: number }
  | { readonly key: string; readonly gap: number }

/** A group with what is drawn of it. */
export interface DrawnGroup<Row> {
  readonly group: RowGroup<Row>
  /** Which line of the table its heading is, the head of the table being the first. */
  readonly position: number
  readonly items: readonly RowItem<Row>[]
}

/** What can be seen, in pixels from the upper edge of the first group. */
export interface RowView {
  readonly top: number
  readonly bottom: number
}

/** What the room of a list is counted from. */
export interface RowMeasure<Row> {
  readonly keyOf: (row: Row) => string
  readonly rowHeight: number
  readonly headHeight: number
  /** Drawn wherever it is: the row that Tab reaches, and the one that has the focus. */
  readonly pinned: string | undefined
}

/** The rows of `groups` that lie within `view`; all of them when there is none. */
export const drawnGroups = <Row>(
  groups: readonly RowGroup<Row>[],
  view: RowView | undefined,
  { keyOf, rowHeight, headHeight, pinned }: RowMeasure<Row>,
): DrawnGroup<Row>[] => {
  let top = 0
  let position = 2
  return groups.map((group) => {
    const start = top + (group.label ? headHeight : 0)
    const first = position + (group.label ? 1 : 0)
    const isDrawn = (at: number, key: string): boolean =>
      !view ||
      key === pinned ||
      (start + (at + 1) * rowHeight > view.top && start + at * rowHeight < view.bottom)
    const items: RowItem<Row>[] = []
    let gap = 0
    const closeGap = (at: number): void => {
      if (gap > 0) items.push({ key: `gap before ${at}`, gap })
      gap = 0
    }
    group.rows.forEach((row, at) => {
      const key = keyOf(row)
      if (!isDrawn(at, key)) {
        gap += 1
        return
      }
      closeGap(at)
      items.push({ key, row, position: first + at })
    })
    closeGap(group.rows.length)
    const drawn = { group, position, items }
    top = start + group.rows.length * rowHeight
    position = first + group.rows.length
    return drawn
  })
}
