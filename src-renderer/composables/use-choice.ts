import { computed, watch, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Collection } from './use-collection'

/** A list beside a detail; which row is chosen stands in the address. */
export interface Choice {
  readonly chosenId: ComputedRef<string | undefined>
  /** There is nothing to choose from. */
  readonly isEmpty: ComputedRef<boolean>
  choose(id: string | undefined): void
  /** Shows a new row and chooses it. */
  onCreated(id: string): Promise<void>
  /** Chooses the neighbour of a row that is gone. */
  onDeleted(id: string): Promise<void>
}

/** The choice among `list` at the route `name`, whose parameter `parameter` is the id. */
export const useChoice = (
  list: Collection<{ readonly $id: string }>,
  name: string,
  parameter: string,
): Choice => {
  const route = useRoute()
  const router = useRouter()

  const chosenId = computed(() => {
    const id = route.params[parameter]
    return typeof id === 'string' && id !== '' ? id : undefined
  })
  const choose = (id: string | undefined): void => {
    void router.replace({ name, params: { [parameter]: id } })
  }
  // Without a choice the first row is shown: a list pane beside nothing helps nobody.
  watch([chosenId, list.rows], ([id, rows]) => {
    if (route.name === name && id === undefined && rows[0]) choose(rows[0].$id)
  })

  return {
    chosenId,
    choose,
    isEmpty: computed(
      () =>
        list.loaded.value &&
        !list.error.value &&
        list.rows.value.length === 0 &&
        list.search.value === '' &&
        !list.loading.value &&
        chosenId.value === undefined,
    ),
    onCreated: async (id) => {
      list.search.value = ''
      await list.reload()
      choose(id)
    },
    onDeleted: async (id) => {
      const index = list.rows.value.findIndex((row) => row.$id === id)
      const next = list.rows.value[index + 1] ?? list.rows.value[index - 1]
      // Read first: what is gone would be chosen again while it is still listed.
      await list.reload()
      choose(next?.$id)
    },
  }
}
