import { apiError, type ApiError } from '@contract/errors'
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { api } from '@/api'
import { saveError, useDraftSessions, type DraftSession } from '@/stores/draft-sessions'
import { useAction, type Action } from './use-action'
import type { Composer } from './use-composer'

/** The number of people was another one when the dialog was opened. */
interface ChangedCount {
  readonly before: number
  readonly after: number
}

/** The decision to send one draft. */
export interface Sending {
  /** People that the dialog names; undefined while counting, or where the backend does not count. */
  readonly total: ComputedRef<number | undefined>
  readonly preparing: Readonly<Ref<boolean>>
  readonly changed: Readonly<ShallowRef<ChangedCount | undefined>>
  /** Why the last changes are not saved. */
  readonly unsaved: Readonly<ShallowRef<ApiError | undefined>>
  readonly send: Action<[]>
  /** Saves and counts; call when the dialog opens. */
  prepare(): Promise<void>
}

/** Saves, counts again and sends; a number that has changed meanwhile sends nothing. `onSent` gets the message's id. */
export const useSend = (
  session: () => DraftSession,
  composer: Composer,
  onSent: (messageId: string) => void,
): Sending => {
  const sessions = useDraftSessions()
  const preparing = ref(false)
  const changed = shallowRef<ChangedCount>()
  const unsaved = shallowRef<ApiError>()
  const total = computed(() =>
    composer.counts.value ? composer.live.count.value?.total : undefined,
  )

  const save = async (): Promise<boolean> => {
    unsaved.value = undefined
    if (await sessions.flush(session().draft.id)) return true
    unsaved.value = saveError(session()) ?? apiError('general_unknown')
    return false
  }

  const prepare = async (): Promise<void> => {
    changed.value = undefined
    send.reset()
    preparing.value = true
    try {
      if ((await save()) && composer.counts.value) await composer.live.recount()
    } finally {
      preparing.value = false
    }
  }

  const send = useAction(async () => {
    const before = total.value
    changed.value = undefined
    if (!(await save())) return
    if (composer.counts.value) {
      const now = await composer.live.recount()
      if (!now) throw composer.live.error.value ?? apiError('general_unknown')
      if (before !== now.total) {
        changed.value = { before: before ?? 0, after: now.total }
        return
      }
    }
    const { messageId } = await api.call('sendDraft', { draftId: session().draft.id })
    onSent(messageId)
  })

  return { total, preparing, changed, unsaved, send, prepare }
}
