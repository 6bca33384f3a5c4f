import type { ApiError } from '@contract/errors'
import type { CallReply } from '@contract/index'
import type { OutboxEntry } from '@contract/outbox'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { api, toApiError } from '@/api'
import { useAppStore } from './app'

type OutboxList = CallReply<'listOutbox'>

/** What waits to be handed to the server of the open profile, and how much waits in others. */
export const useOutboxStore = defineStore('outbox', () => {
  const app = useAppStore()
  const entries = shallowRef<readonly OutboxEntry[]>([])
  const elsewhere = shallowRef<OutboxList['elsewhere']>([])
  const error = shallowRef<ApiError>()
  const loaded = ref(false)
  const waiting = computed(() => entries.value.filter(({ state }) => state === 'waiting'))
  const needing = computed(() =>
    entries.value.filter(({ state }) => state === 'needsYou' || state === 'failed'),
  )

  let run = 0
  const show = (list: OutboxList): void => {
    entries.value = list.entries
    elsewhere.value = list.elsewhere
    error.value = undefined
    loaded.value = true
  }
  const load = async (): Promise<void> => {
    const mine = ++run
    try {
      const list = await api.call('listOutbox', {})
      if (mine === run) show(list)
    } catch (thrown) {
      if (mine === run) error.value = toApiError(thrown)
    }
  }
  /** Shows what a command answers. News that came meanwhile may be newer: then everything is read again. */
  const adopt = async (reply: Promise<OutboxList>): Promise<void> => {
    const mine = ++run
    try {
      const list = await reply
      if (mine === run) return show(list)
    } catch (thrown) {
      void load()
      throw thrown
    }
    await load()
  }
  const find = (draftId: string): OutboxEntry | undefined =>
    entries.value.find(({ draft }) => draft.id === draftId)
  const countOf = (profileId: string): number =>
    profileId === app.profile?.id
      ? entries.value.length
      : (elsewhere.value.find((other) => other.profileId === profileId)?.count ?? 0)

  api.on('resource.changed', ({ resource, id }) => {
    const isNamed = resource === 'drafts' && id !== undefined && find(id) !== undefined
    if (resource === 'outbox' || isNamed) void load()
  })
  watch(
    () => app.state?.activeProfileId,
    (id) => {
      entries.value = []
      loaded.value = false
      if (id) void load()
    },
    { immediate: true },
  )
  return { entries, elsewhere, waiting, needing, error, loaded, load, adopt, find, countOf }
})
