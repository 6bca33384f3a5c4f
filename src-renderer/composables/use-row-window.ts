import { computed, onBeforeUnmount, ref, watch, type ComputedRef, type Ref } from 'vue'
import type { RowGroup } from '@/components/data-list'
import { drawnGroups, type DrawnGroup, type RowView } from '@/components/row-window'

/** A list of which only what is near the eye is drawn. */
export interface RowWindow<Row> {
  readonly drawn: ComputedRef<readonly DrawnGroup<Row>[]>
  /** Whether some rows are not drawn. */
  readonly isPart: ComputedRef<boolean>
  readonly rowHeight: Readonly<Ref<number>>
}

/** Shorter lists are drawn whole: they cost nothing, and the browser's own search finds everything. */
const mostWhole = 120
/** So many rows are drawn beyond either edge. */
const overscan = 14
/** The window moves by so many rows at a time. */
const step = 8
/** Of the heading of a group, in pixels. */
const headHeight = 32

/** Draws the rows near what `scroller` shows; they all have the same height, which is measured. */
export const useRowWindow = <Row>(
  scroller: Readonly<Ref<HTMLElement | null>>,
  groups: ComputedRef<readonly RowGroup<Row>[]>,
  options: {
    readonly keyOf: (row: Row) => string
    readonly pinned: Readonly<Ref<string | undefined>>
    /** Until a row is measured. */
    readonly rowHeight: number
    /** Everything is drawn. */
    readonly isWhole?: boolean
  },
): RowWindow<Row> => {
  const rowHeight = ref(options.rowHeight)
  const firstRow = ref(0)
  const rowsSeen = ref(0)

  const look = (): void => {
    const element = scroller.value
    if (!element) return
    const row = element.querySelector<HTMLElement>('tr.item')
    if (row && row.offsetHeight > 0) rowHeight.value = row.offsetHeight
    // In steps: most of a movement draws nothing.
    firstRow.value = Math.floor(element.scrollTop / rowHeight.value / step) * step
    rowsSeen.value = Math.ceil(element.clientHeight / rowHeight.value / step + 1) * step
  }
  const observer = new ResizeObserver(look)
  watch(
    scroller,
    (element, former) => {
      if (former) observer.unobserve(former)
      former?.removeEventListener('scroll', look)
      if (!element) return
      observer.observe(element)
      element.addEventListener('scroll', look, { passive: true })
      look()
    },
    { flush: 'post', immediate: true },
  )
  onBeforeUnmount(() => {
    observer.disconnect()
    scroller.value?.removeEventListener('scroll', look)
  })

  const isPart = computed(
    () =>
      !options.isWhole &&
      groups.value.reduce((sum, group) => sum + group.rows.length, 0) > mostWhole,
  )
  const view = computed<RowView | undefined>(() =>
    isPart.value
      ? {
          top: (firstRow.value - overscan) * rowHeight.value,
          bottom: (firstRow.value + rowsSeen.value + overscan) * rowHeight.value,
        }
      : undefined,
  )
  const drawn = computed(() =>
    drawnGroups(groups.value, view.value, {
      keyOf: options.keyOf,
      rowHeight: rowHeight.value,
      headHeight,
      pinned: options.pinned.value,
    }),
  )
  return { drawn, isPart, rowHeight }
}
