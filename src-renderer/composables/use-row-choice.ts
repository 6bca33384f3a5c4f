import { computed, type ComputedRef, type Ref } from 'vue'

/** Selecting rows of one list with the mouse and the keyboard. */
export interface RowChoice {
  readonly allSelected: ComputedRef<boolean>
  readonly someSelected: ComputedRef<boolean>
  /** Turns one row's selection over; `toHere` brings all rows since the last one into the same state. */
  toggle(key: string, toHere: boolean): void
  toggleAll(): void
}

/** Selection over `keys`, the rows that can be selected in the order they are shown. */
export const useRowChoice = (
  keys: Readonly<Ref<readonly string[]>>,
  selected: Ref<ReadonlySet<string>>,
): RowChoice => {
  let anchor: string | undefined
  const allSelected = computed(
    () => keys.value.length > 0 && keys.value.every((key) => selected.value.has(key)),
  )

  const range = (key: string): readonly string[] => {
    const from = keys.value.indexOf(anchor ?? key)
    const to = keys.value.indexOf(key)
    if (from < 0) return [key]
    return keys.value.slice(Math.min(from, to), Math.max(from, to) + 1)
  }

  return {
    allSelected,
    someSelected: computed(() => !allSelected.value && selected.value.size > 0),
    toggle: (key, toHere) => {
      const isOn = !selected.value.has(key)
      const next = new Set(selected.value)
      for (const each of toHere ? range(key) : [key]) {
        if (isOn) next.add(each)
        else next.delete(each)
      }
      anchor = key
      selected.value = next
    },
    toggleAll: () => {
      selected.value = allSelected.value ? new Set() : new Set(keys.value)
    },
  }
}
