import type { ApiError } from '@contract/errors'
import type { DraftVersion } from '@contract/draft-versions'
import type { DraftContent } from '@contract/drafts'
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { api, toApiError } from '@/api'

/** The versions of a draft, and one of them to look at. */
export interface DraftVersions {
  /** The newest first; undefined until they are read. */
  readonly versions: Readonly<ShallowRef<readonly DraftVersion[] | undefined>>
  readonly chosen: Ref<number | undefined>
  /** What the chosen one says. */
  readonly content: Readonly<ShallowRef<DraftContent | undefined>>
  readonly error: Readonly<ShallowRef<ApiError | undefined>>
  reload(): Promise<void>
}

/** Reads the versions while they are `shown`; the newest is chosen first. */
export const useDraftVersions = (
  draftId: () => string,
  shown: Readonly<Ref<boolean>>,
): DraftVersions => {
  const versions = shallowRef<readonly DraftVersion[]>()
  const chosen = ref<number>()
  const content = shallowRef<DraftContent>()
  const error = shallowRef<ApiError>()

  const reload = async (): Promise<void> => {
    try {
      const found = await api.call('listDraftVersions', { draftId: draftId() })
      versions.value = found.versions
      error.value = undefined
      const isThere = found.versions.some(({ id }) => id === chosen.value)
      if (!isThere) chosen.value = found.versions[0]?.id
    } catch (thrown) {
      error.value = toApiError(thrown)
    }
  }
  watch(
    shown,
    (isShown) => {
      if (!isShown) return
      versions.value = undefined
      chosen.value = undefined
      void reload()
    },
    { immediate: true },
  )
  watch(chosen, async (versionId) => {
    content.value = undefined
    if (versionId === undefined) return
    try {
      const found = await api.call('getDraftVersion', { draftId: draftId(), versionId })
      if (chosen.value === versionId) content.value = found.content
    } catch (thrown) {
      if (chosen.value === versionId) error.value = toApiError(thrown)
    }
  })
  const stop = api.on('resource.changed', ({ resource, id }) => {
    if (shown.value && resource === 'drafts' && (id === undefined || id === draftId()))
      void reload()
  })
  onScopeDispose(stop)
  return { versions, chosen, content, error, reload }
}
