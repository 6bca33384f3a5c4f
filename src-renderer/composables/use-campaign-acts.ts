import type { ProviderType } from '@contract/messages'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { api, toApiError } from '@/api'
import { deleteDraft, draftsAtOnce, undeleteDraft } from '@/drafts/delete-draft'
import { formatCount } from '@/format-count'
import { useDraftSessions } from '@/stores/draft-sessions'
import { useAction, type Action } from './use-action'
import { useBulkRun } from './use-bulk-run'
import { useNotify } from './use-notify'

/** What can be copied: a draft of this computer or a message of the backend. */
interface CampaignSource {
  readonly kind: 'draft' | 'message'
  readonly id: string
  readonly title: string
}

/** Starting campaigns from nothing or from others, and taking them away. */
export interface CampaignActs {
  readonly create: Action<[channel: ProviderType]>
  readonly duplicate: Action<[source: CampaignSource]>
  /** Copies many and opens none. */
  readonly duplicateAll: Action<[sources: readonly CampaignSource[]]>
  /** Drafts that were deleted a short while ago. */
  readonly bringBack: Action<[draftIds: readonly string[]]>
  /** Deletes; only a draft can be brought back. Throws `ApiError`. */
  remove(source: Omit<CampaignSource, 'title'>): Promise<void>
}

/** Acts on campaigns; a new draft is opened at once. */
export const useCampaignActs = (): CampaignActs => {
  const { t } = useI18n()
  const router = useRouter()
  const notify = useNotify()
  const sessions = useDraftSessions()

  const openDraft = (draftId: string) => router.push({ name: 'draft', params: { draftId } })

  const create = useAction(async (kind: ProviderType) => {
    try {
      await openDraft((await api.call('createDraft', { kind })).id)
    } catch (thrown) {
      notify.problem(t('campaigns.createFailed'), toApiError(thrown))
    }
  })

  const copyOf = async ({ kind, id }: CampaignSource): Promise<string> => {
    if (kind === 'message') return (await api.call('createDraft', { from: id })).id
    await sessions.flush(id)
    const { content } = await api.call('getDraft', { draftId: id })
    const copy = await api.call('createDraft', { kind: content.kind })
    const own = { ...content, messageId: '', scheduledAt: null }
    // A copy begins with nothing to undo.
    const undo = { first: 0, from: 0, steps: [], position: 0 }
    await api.call('saveDraft', { draftId: copy.id, content: own, undo })
    return copy.id
  }
  const duplicate = useAction(async (source: CampaignSource) => {
    try {
      await openDraft(await copyOf(source))
      notify.done(t('campaigns.duplicated'))
    } catch (thrown) {
      const title = source.title || t('campaigns.untitled')
      notify.problem(t('campaigns.duplicateFailed', { title }), toApiError(thrown))
    }
  })

  const copies = useBulkRun(copyOf)
  const duplicateAll = useAction(async (sources: readonly CampaignSource[]) => {
    await copies.start(sources)
    const failed = copies.results.value.flatMap(({ error }) => error ?? [])
    const done = sources.length - failed.length
    if (failed[0]) {
      const words = { count: formatCount(failed.length) }
      notify.problem(t('campaigns.notDuplicated', words, failed.length), failed[0])
    }
    if (done > 0) notify.done(t('campaigns.duplicatedMany', { count: formatCount(done) }, done))
  })

  const returns = useBulkRun(undeleteDraft, { goesOn: true })
  const bringBack = useAction(async (draftIds: readonly string[]) => {
    await returns.start(draftIds, draftsAtOnce)
    const failed = returns.results.value.flatMap(({ error }) => error ?? [])
    const done = draftIds.length - failed.length
    if (failed[0]) notify.problem(t('campaigns.bringBackFailed'), failed[0])
    if (done > 0) notify.done(t('campaigns.broughtBack', { count: formatCount(done) }, done))
  })

  return {
    bringBack,
    create,
    duplicate,
    duplicateAll,
    async remove({ kind, id }) {
      if (kind === 'message') {
        await api.call('deleteMessage', { messageId: id })
        return
      }
      // What is not saved yet comes back as well.
      await sessions.flush(id)
      await deleteDraft(id)
      sessions.forget(id)
    },
  }
}
