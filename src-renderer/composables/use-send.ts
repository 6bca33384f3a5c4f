import type { PeopleCount } from '@contract/ceiling'
import { apiError, type ApiError } from '@contract/errors'
import { inCopy } from '@contract/in-copy'
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { api, toApiError } from '@/api'
import { saveError, useDraftSessions, type DraftSession } from '@/stores/draft-sessions'
import { useAction, type Action } from './use-action'
import { useCeiling, type Ceiling } from './use-ceiling'
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
  /** The same with those in copy, or the most that it can be; undefined while counting. */
  readonly people: ComputedRef<PeopleCount | undefined>
  readonly ceiling: Ceiling
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

  const told = shallowRef<PeopleCount>()
  const people = computed(() => {
    if (!composer.counts.value) return told.value
    const found = composer.live.count.value
    if (!found) return undefined
    const { copies } = found
    return { total: found.total + copies, copies, isExact: true, problem: null }
  })
  const ceiling = useCeiling(() => people.value)
  /** What a server that counts nobody lets be told. */
  const ask = async (): Promise<void> => {
    const { content } = session()
    const { kind: providerType, topics, users, targets } = content
    const audience = { providerType, topics, users, targets, copies: inCopy(content) }
    try {
      told.value = await api.call('countPeople', audience)
    } catch (thrown) {
      told.value = { total: null, copies: 0, isExact: false, problem: toApiError(thrown).message }
    }
  }

  const save = async (): Promise<boolean> => {
    unsaved.value = undefined
    if (await sessions.flush(session().draft.id)) return true
    unsaved.value = saveError(session()) ?? apiError('general_unknown')
    return false
  }

  const prepare = async (): Promise<void> => {
    changed.value = undefined
    send.reset()
    ceiling.reset()
    told.value = undefined
    preparing.value = true
    try {
      if (await save()) await (composer.counts.value ? composer.live.recount() : ask())
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
    const { messageId } = await api.call('sendDraft', {
      draftId: session().draft.id,
      confirmedPeople: ceiling.confirmed.value,
    })
    onSent(messageId)
  })

  return { total, people, ceiling, preparing, changed, unsaved, send, prepare }
}
