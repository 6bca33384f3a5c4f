import { watch, type Ref } from 'vue'
import type { Sort } from '@/components/data-list'
import type { DayRange } from '@/components/filter/day-range'
import { useWindowStateStore } from '@/stores/window-state'

/** One filter of a list and what can be chosen of it. */
interface KeptChoice {
  readonly get: () => readonly string[]
  readonly set: (values: readonly string[]) => void
}

/** What is kept of a list beside its search, which `useCollection` keeps. */
interface KeptParts {
  readonly search?: Ref<string>
  /** An order by another key is one that this version does not know. */
  readonly sort?: { readonly by: Ref<Sort>; readonly keys: readonly string[] }
  readonly days?: Ref<DayRange>
  readonly choices?: Readonly<Record<string, KeptChoice>>
}

/** A filter of which many can be chosen; what is not among `all` any more is dropped. */
export const keptChoice = <Value extends string>(
  chosen: Ref<readonly Value[]>,
  all: readonly Value[],
): KeptChoice => ({
  get: () => chosen.value,
  set: (values) => {
    chosen.value = all.filter((value) => values.includes(value))
  },
})

/** A filter or an order of which one is chosen. */
export const keptOne = <Value extends string>(
  chosen: Ref<Value>,
  all: readonly Value[],
): KeptChoice => ({
  get: () => [chosen.value],
  set: ([kept]) => {
    chosen.value = all.find((value) => value === kept) ?? chosen.value
  },
})

/** Shows a list as it was left in this profile, and keeps how it is left. Call before it is first read. */
export const useKeptList = (
  name: string,
  { search, sort, days, choices = {} }: KeptParts,
): void => {
  const windows = useWindowStateStore()
  const kept = windows.list(name)
  if (kept) {
    if (search) search.value = kept.search
    if (sort && kept.sort && sort.keys.includes(kept.sort.key)) sort.by.value = kept.sort
    if (days) days.value = kept.days
    for (const [key, choice] of Object.entries(choices)) choice.set(kept.choices[key] ?? [])
  }
  watch(
    () => ({
      ...(search && { search: search.value.slice(0, 256) }),
      ...(sort && { sort: { ...sort.by.value } }),
      ...(days && { days: { ...days.value } }),
      choices: Object.fromEntries(
        Object.entries(choices).map(([key, choice]) => [key, [...choice.get()]]),
      ),
    }),
    (part, former) => {
      if (JSON.stringify(part) !== JSON.stringify(former)) windows.keepList(name, part)
    },
  )
}
