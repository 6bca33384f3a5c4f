import { computed, shallowRef, watch, type ComputedRef, type Ref, type WatchSource } from 'vue'

/** What is selected of a list. */
export interface Selection<Row> {
  /** For a list's `selected`. */
  readonly keys: Ref<ReadonlySet<string>>
  readonly rows: ComputedRef<readonly Row[]>
  /** Selects these too, whether they are on the screen or not. */
  add(rows: readonly Row[]): void
  clear(): void
}

/**
 * Selects among `shown`. A row that leaves the list is not selected any more; everything is let go when one
 * of `filters` changes: what is selected must be what can be seen.
 */
export const useSelection = <Row>(
  shown: Readonly<Ref<readonly Row[]>>,
  keyOf: (row: Row) => string,
  filters: readonly WatchSource[] = [],
): Selection<Row> => {
  const chosen = shallowRef<ReadonlyMap<string, Row>>(new Map())
  const byKey = (rows: readonly Row[]): Map<string, Row> =>
    new Map(rows.map((row) => [keyOf(row), row]))

  watch(shown, (rows, before) => {
    if (chosen.value.size === 0) return
    const present = byKey(rows)
    const gone = before.map(keyOf).filter((key) => !present.has(key))
    const kept = new Map([...chosen.value].map(([key, row]) => [key, present.get(key) ?? row]))
    for (const key of gone) kept.delete(key)
    chosen.value = kept
  })
  const clear = (): void => {
    chosen.value = new Map()
  }
  if (filters.length > 0) watch([...filters], clear)

  const keys = computed({
    get: (): ReadonlySet<string> => new Set(chosen.value.keys()),
    set: (next) => {
      const known = new Map([...chosen.value, ...byKey(shown.value)])
      chosen.value = new Map([...known].filter(([key]) => next.has(key)))
    },
  })
  return {
    keys,
    rows: computed(() => [...chosen.value.values()]),
    add: (rows) => {
      chosen.value = new Map([...chosen.value, ...byKey(rows)])
    },
    clear,
  }
}
