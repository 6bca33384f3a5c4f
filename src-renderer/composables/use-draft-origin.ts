import type { ApiError } from '@contract/errors'
import type { DraftComparison } from '@contract/drafts'
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { api, toApiError } from '@/api'
import { useAppStore } from '@/stores/app'
import type { DraftSession } from '@/stores/draft-sessions'
import { usePoll } from './use-poll'

/** What a draft's message says now. */
export interface DraftOrigin {
  readonly comparison: Readonly<ShallowRef<DraftComparison | undefined>>
  readonly error: Readonly<ShallowRef<ApiError | undefined>>
  readonly loading: Readonly<Ref<boolean>>
  reload(): Promise<void>
}

/** Looks at the message that a draft changes: when it is opened, when something changed, and now and then. */
export const useDraftOrigin = (session: () => DraftSession): DraftOrigin => {
  const app = useAppStore()
  const comparison = shallowRef<DraftComparison>()
  const error = shallowRef<ApiError>()
  const loading = ref(false)
  let run = 0

  const reload = async (): Promise<void> => {
    const mine = ++run
    const { draft } = session()
    if (!draft.updates) {
      comparison.value = undefined
      return
    }
    loading.value = true
    try {
      const found = await api.call('compareDraft', { draftId: draft.id })
      if (mine !== run) return
      comparison.value = found
      error.value = undefined
    } catch (thrown) {
      if (mine === run) error.value = toApiError(thrown)
    } finally {
      if (mine === run) loading.value = false
    }
  }

  watch(
    () => [session().draft.id, session().draft.updates?.updatedAt],
    () => void reload(),
    { immediate: true },
  )
  // A local engine tells of changes; a server has to be asked.
  usePoll(() => session().draft.updates !== null && !app.capabilities.ledger, reload, {
    firstMs: 5000,
  })
  const stop = api.on('resource.changed', ({ resource }) => {
    if (resource === 'messages') void reload()
  })
  onScopeDispose(() => {
    stop()
    run += 1
  })
  return { comparison, error, loading, reload }
}
