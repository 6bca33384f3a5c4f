import type { ApiError } from '@contract/errors'
import type { AudienceNumbers, ExplainedRecipient } from '@contract/explanations'
import type { CallInput } from '@contract/index'
import type { ProviderType } from '@contract/messages'
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { api, toApiError } from '@/api'
import type { Audience } from '@/campaigns/campaign-row'
import { useCollection, type Collection } from './use-collection'

/** A part of an explanation: everyone, those listed more than once, those who get nothing. */
export type ExplanationPart = CallInput<'listExplainedRecipients'>['part']

/** Who gets a message and why, counted once and paged from then on. */
export interface ExplanationView {
  /** The last count; stays while a newer one is on its way. */
  readonly numbers: Readonly<ShallowRef<AudienceNumbers | undefined>>
  readonly counting: Readonly<Ref<boolean>>
  readonly error: Readonly<ShallowRef<ApiError | undefined>>
  readonly part: Ref<ExplanationPart>
  readonly list: Collection<ExplainedRecipient>
  count(): Promise<void>
}

/** Explains an audience as soon as it is known. */
export const useExplanation = (
  providerType: ProviderType,
  audience: () => Audience,
): ExplanationView => {
  const explanationId = ref<number>()
  const numbers = shallowRef<AudienceNumbers>()
  const counting = ref(false)
  const error = shallowRef<ApiError>()
  const part = ref<ExplanationPart>('people')
  let run = 0

  const count = async (): Promise<void> => {
    const mine = ++run
    counting.value = true
    try {
      const { topics, users, targets } = audience()
      const answer = await api.call('explainRecipients', {
        ...{ providerType, topics: [...topics], users: [...users], targets: [...targets] },
      })
      if (mine !== run) return
      numbers.value = answer.numbers
      explanationId.value = answer.explanationId
      error.value = undefined
    } catch (thrown) {
      if (mine === run) error.value = toApiError(thrown)
    } finally {
      if (mine === run) counting.value = false
    }
  }

  const read = async (
    id: number,
    page: Omit<CallInput<'listExplainedRecipients'>, 'explanationId'>,
  ) => {
    try {
      return await api.call('listExplainedRecipients', { ...page, explanationId: id })
    } catch (thrown) {
      // The engine keeps the latest few, and none over a restart.
      if (toApiError(thrown).type !== 'desktop_explanation_gone') throw thrown
      await count()
      const again = explanationId.value ?? id
      return await api.call('listExplainedRecipients', { ...page, explanationId: again })
    }
  }
  const list = useCollection<ExplainedRecipient>({
    load: async ({ after, limit, search }) => {
      const id = explanationId.value
      if (id === undefined) return { rows: [], total: 0, hasMore: false }
      const { recipients, hasMore } = await read(id, {
        ...{ part: part.value, limit },
        ...(after && { after: after.position }),
        ...(search && { search }),
      })
      return { rows: recipients, total: recipients.length, hasMore }
    },
    watch: [explanationId, part],
    pageSize: 100,
    immediate: false,
  })

  watch(() => JSON.stringify(audience()), count, { immediate: true })
  onScopeDispose(() => {
    run += 1
  })
  return { numbers, counting, error, part, list, count }
}
