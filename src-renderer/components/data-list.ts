import type { VNode } from 'vue'

/** One column of a list. */
export interface Column {
  readonly key: string
  readonly label: string
  /** A CSS width; columns without one share the rest. */
  readonly width?: string
  /** Numbers and times stand at the right. */
  readonly align?: 'right'
  readonly sortable?: boolean
  /** Left out in windows narrower than 1100 px. */
  readonly wideOnly?: boolean
}

/** Rows under one heading. */
export interface RowGroup<Row> {
  readonly key: string
  readonly label: string
  /** Beside the label; the number of rows when absent. */
  readonly count?: number
  readonly rows: readonly Row[]
}

/** By which column a list is sorted. */
export interface Sort {
  readonly key: string
  readonly direction: 'ascending' | 'descending'
}

/** What a list draws its rows with: a slot for each column, and one for the actions. */
export type RowParts<Row> = Partial<
  Record<`cell-${string}` | 'actions', (scope: { row: Row }) => VNode[]>
>
