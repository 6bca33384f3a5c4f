import type { ApiError } from '@contract/errors'
import type { CallReply } from '@contract/index'
import type { ProviderType } from '@contract/messages'
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { api, toApiError } from '@/api'
import type { Audience } from '@/campaigns/campaign-row'

/** Who gets a message: the same resolution that sending uses. */
type RecipientCount = CallReply<'countRecipients'>

/** Whom a message is for, and the targets in copy. */
export interface Counted extends Audience {
  readonly copies: readonly string[]
}

/** The live count of an audience. */
export interface LiveCount {
  /** The last answer; stays while a newer one is on its way. */
  readonly count: Readonly<ShallowRef<RecipientCount | undefined>>
  readonly counting: Readonly<Ref<boolean>>
  readonly error: Readonly<ShallowRef<ApiError | undefined>>
  /** Counts at once and answers the number; undefined when it failed. */
  recount(): Promise<RecipientCount | undefined>
}

const pauseMs = 250
const relevant = ['topics', 'subscribers', 'users', 'targets', 'providers']

/** Counts the people that `audience` reaches through a channel, again whenever it or the people change. */
export const useRecipientCount = (
  channel: ProviderType,
  audience: () => Counted,
  isEnabled: () => boolean,
): LiveCount => {
  const count = shallowRef<RecipientCount>()
  const counting = ref(false)
  const error = shallowRef<ApiError>()
  let run = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const recount = async (): Promise<RecipientCount | undefined> => {
    clearTimeout(timer)
    const mine = ++run
    counting.value = true
    const { topics, users, targets, copies } = audience()
    try {
      const answer = await api.call('countRecipients', {
        providerType: channel,
        topics: [...topics],
        users: [...users],
        targets: [...targets],
        copies: [...copies],
      })
      if (mine === run) {
        count.value = answer
        error.value = undefined
      }
      return answer
    } catch (thrown) {
      if (mine === run) error.value = toApiError(thrown)
      return undefined
    } finally {
      if (mine === run) counting.value = false
    }
  }

  /** Nobody is chosen: an older number says nothing any more. */
  const forget = (): void => {
    run += 1
    count.value = undefined
    error.value = undefined
    counting.value = false
  }

  const recountSoon = (): void => {
    clearTimeout(timer)
    if (!isEnabled()) return forget()
    counting.value = true
    timer = setTimeout(() => void recount(), pauseMs)
  }

  const key = (): string => {
    const { topics, users, targets, copies } = audience()
    return JSON.stringify([isEnabled(), topics, users, targets, copies])
  }
  watch(key, recountSoon)
  const stops = [
    api.on('resource.changed', ({ resource }) => {
      if (relevant.includes(resource)) recountSoon()
    }),
    // What could not be counted while the engine was away can be now.
    api.on('engine.status', ({ state }) => {
      if (state === 'running') recountSoon()
    }),
  ]
  onScopeDispose(() => {
    clearTimeout(timer)
    run += 1
    for (const stop of stops) stop()
  })
  if (isEnabled()) void recount()
  return { count, counting, error, recount }
}
