import type { MissedMessage } from '@contract/schedules'
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { api } from '@/api'
import { useAppStore } from './app'

/** Scheduled messages of the open profile that wait for a decision; a cached view of its engine. */
export const useMissedStore = defineStore('missed', () => {
  const app = useAppStore()
  const messages = shallowRef<readonly MissedMessage[]>([])
  const ids = computed(() => new Set(messages.value.map(({ messageId }) => messageId)))

  let run = 0
  const load = async (): Promise<void> => {
    const mine = ++run
    // What cannot be read now is read again when the engine is back.
    const found = app.capabilities.ledger
      ? await api.call('listMissedMessages', {}).catch(() => undefined)
      : undefined
    if (mine === run) messages.value = found?.messages ?? []
  }

  api.on('resource.changed', ({ resource }) => {
    if (resource === 'schedules') void load()
  })
  watch(
    () => [app.state?.activeProfileId, app.state?.engine.state, app.capabilities.ledger],
    load,
    { immediate: true },
  )
  return { messages, ids }
})
