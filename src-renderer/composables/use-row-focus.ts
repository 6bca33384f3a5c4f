import { computed, nextTick, ref, type Ref } from 'vue'

/** Which row of a list Tab reaches, and how the arrow keys move between rows. */
export interface RowFocus {
  /** The key of the one row in the tab order. */
  readonly tabStop: Readonly<Ref<string | undefined>>
  /** True when the key moved the focus. */
  onRowKey(event: KeyboardEvent): boolean
  onRowFocus(key: string): void
}

/**
 * Roving focus over the rows with these keys, in order; rows carry their key in `data-key`. One that is not drawn
 * is once it is the tab stop.
 */
export const useRowFocus = (keys: Readonly<Ref<readonly string[]>>): RowFocus => {
  const last = ref<string>()
  const known = computed(() => new Set(keys.value))
  const tabStop = computed(() =>
    last.value !== undefined && known.value.has(last.value) ? last.value : keys.value[0],
  )

  const target = (key: string, index: number): number | undefined => {
    switch (key) {
      case 'ArrowDown':
        return index + 1
      case 'ArrowUp':
        return index - 1
      case 'Home':
        return 0
      case 'End':
        return keys.value.length - 1
      default:
        return undefined
    }
  }

  const onRowKey = (event: KeyboardEvent): boolean => {
    const row = event.currentTarget
    if (!(row instanceof HTMLElement)) return false
    const next = target(event.key, keys.value.indexOf(row.dataset.key ?? ''))
    const key = next === undefined ? undefined : keys.value[next]
    if (key === undefined) return false
    const table = row.closest('table')
    const focus = (): boolean => {
      const element = table?.querySelector<HTMLElement>(`tr[data-key="${CSS.escape(key)}"]`)
      element?.focus()
      element?.scrollIntoView({ block: 'nearest' })
      return element !== null && element !== undefined
    }
    if (focus()) return true
    last.value = key
    void nextTick(focus)
    return true
  }

  return {
    tabStop,
    onRowKey,
    onRowFocus: (key) => {
      last.value = key
    },
  }
}
