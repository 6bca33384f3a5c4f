import type { ApiError, ErrorType } from '@contract/errors'
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter } from 'vue-router'
import { toApiError } from '@/api'
import type { Side } from '@/drafts/merge-choice'
import { useDraftSessions } from '@/stores/draft-sessions'
import { useAction, type Action } from './use-action'
import { useNotify } from './use-notify'

/** A screen on which a person chooses between two versions of the draft that its address names. */
export interface DraftChoice {
  readonly draftId: ComputedRef<string>
  /** Why the versions could not be read. */
  readonly error: ShallowRef<ApiError | undefined>
  /** Field → whose version is taken. */
  readonly decisions: Ref<Readonly<Record<string, Side>>>
  load(): Promise<void>
  /** To the draft. */
  back(): Promise<unknown>
  /** Writes the choice down, then leads back to the draft. */
  readonly take: Action<[]>
}

/** What differs between such screens. */
export interface DraftChoiceOptions {
  /** Reads the versions, once what is written in the draft is saved. */
  readonly read: (draftId: string) => Promise<void>
  /** False where there is nothing to choose between any more. */
  readonly write: (draftId: string, decisions: Readonly<Record<string, Side>>) => Promise<boolean>
  /** What `write` throws when something else was written meanwhile: the versions are read again. */
  readonly outdated: ErrorType
  /** Said when the choice was taken. */
  readonly done: () => string
}

/** Reads the versions and takes over what is chosen. */
export const useDraftChoice = ({
  read,
  write,
  outdated,
  done,
}: DraftChoiceOptions): DraftChoice => {
  const { t } = useI18n()
  const route = useRoute()
  const router = useRouter()
  const notify = useNotify()
  const sessions = useDraftSessions()

  const draftId = computed(() => String(route.params['draftId'] ?? ''))
  const error = shallowRef<ApiError>()
  const decisions = ref<Readonly<Record<string, Side>>>({})

  const load = async (): Promise<void> => {
    error.value = undefined
    try {
      await sessions.open(draftId.value)
      await sessions.flush(draftId.value)
      await read(draftId.value)
    } catch (thrown) {
      error.value = toApiError(thrown)
    }
  }
  watch(draftId, (id) => id && void load(), { immediate: true })

  const back = (): Promise<unknown> =>
    router.push({ name: 'draft', params: { draftId: draftId.value } })
  const take = useAction(async () => {
    try {
      if (!(await write(draftId.value, decisions.value))) return
    } catch (thrown) {
      if (toApiError(thrown).type !== outdated) throw thrown
      notify.notice(t('merge.again'))
      await load()
      return
    }
    await back()
    notify.done(done())
  })
  return { draftId, error, decisions, load, back, take }
}
