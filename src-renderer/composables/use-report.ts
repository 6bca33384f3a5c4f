import type { ApiError } from '@contract/errors'
import type { DeliveryReport } from '@contract/delivery'
import type { Events } from '@contract/events'
import type { Message } from '@contract/messages'
import {
  computed,
  onScopeDispose,
  ref,
  shallowRef,
  type ComputedRef,
  type Ref,
  type ShallowRef,
} from 'vue'
import { api, toApiError } from '@/api'
import { campaignStatus, everyoneOf, waitingOf } from '@/campaigns/derive-status'
import { addSample, paceOf, type Pace, type Sample } from '@/campaigns/send-rate'
import type { CampaignStatus } from '@/components/campaign-status'
import { useAppStore } from '@/stores/app'
import { useMissedStore } from '@/stores/missed'
import { useNow } from './use-now'
import { usePoll } from './use-poll'
import { useShownAge } from './use-shown-age'

/** What became of one message, kept up to date. */
export interface Report {
  readonly message: Readonly<ShallowRef<Message | undefined>>
  /** From the ledger; undefined where there is none, or nothing was sent. */
  readonly ledger: Readonly<ShallowRef<DeliveryReport | undefined>>
  readonly status: ComputedRef<CampaignStatus>
  readonly pace: ComputedRef<Pace | undefined>
  readonly error: Readonly<ShallowRef<ApiError | undefined>>
  readonly loading: Readonly<Ref<boolean>>
  readonly now: Readonly<Ref<number>>
  reload(): Promise<void>
}

const refreshMs = 1000

/** Reads a message and its ledger; live by events where there is a ledger, else by looking again. */
export const useReport = (messageId: string): Report => {
  const app = useAppStore()
  const missed = useMissedStore()
  const now = useNow(5000)
  const message = shallowRef<Message>()
  const ledger = shallowRef<DeliveryReport>()
  const error = shallowRef<ApiError>()
  const loading = ref(false)
  const samples = shallowRef<readonly Sample[]>([])
  const lastSignAt = ref(Date.now())
  let run = 0

  const readLedger = async (): Promise<DeliveryReport | undefined> => {
    if (!app.capabilities.ledger) return undefined
    const report = await api.call('getDeliveryReport', { messageId })
    return everyoneOf(report.counts) > 0 ? report : undefined
  }
  const reload = async (): Promise<void> => {
    const mine = ++run
    loading.value = true
    try {
      const [read, report] = await Promise.all([
        api.call('getMessage', { messageId }),
        readLedger(),
      ])
      if (mine !== run) return
      message.value = read
      ledger.value = report
      error.value = undefined
    } catch (thrown) {
      if (mine === run) error.value = toApiError(thrown)
    } finally {
      if (mine === run) loading.value = false
    }
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  const reloadSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined
      void reload()
    }, refreshMs)
  }

  const onProgress = ({ counts, activity }: Events['delivery.progress']): void => {
    lastSignAt.value = Date.now()
    const done = everyoneOf(counts) - waitingOf(counts)
    samples.value = addSample(samples.value, { at: Date.now(), done })
    if (ledger.value) ledger.value = { ...ledger.value, counts, activity }
    // Causes, providers and the message's own state follow a little later.
    reloadSoon()
  }
  const stops = [
    api.on('delivery.progress', (progress) => {
      if (progress.messageId === messageId) onProgress(progress)
    }),
    api.on('resource.changed', ({ resource, id }) => {
      if (resource === 'messages' && (id === undefined || id === messageId)) reloadSoon()
    }),
    api.on('engine.status', ({ state }) => {
      if (state === 'running') reloadSoon()
    }),
  ]
  onScopeDispose(() => {
    clearTimeout(timer)
    run += 1
    for (const stop of stops) stop()
  })

  const isResting = computed(() => ledger.value && ledger.value.activity.restsUntil !== null)
  const status = computed<CampaignStatus>(() => {
    if (!message.value) return 'draft'
    const counts = ledger.value?.counts
    return campaignStatus(message.value, {
      now: now.value,
      isMissed: missed.ids.has(messageId),
      isPaused: ledger.value?.activity.state === 'paused',
      isResting: isResting.value,
      ...(counts && { counts, lastSignAt: lastSignAt.value }),
    })
  })
  const pace = computed(() =>
    status.value === 'sending' && ledger.value && !isResting.value
      ? paceOf(samples.value, waitingOf(ledger.value.counts))
      : undefined,
  )
  usePoll(
    () =>
      !app.capabilities.ledger && ['processing', 'scheduled'].includes(message.value?.status ?? ''),
    reload,
  )
  useShownAge(() => [message.value])
  void reload()
  return { message, ledger, status, pace, error, loading, now, reload }
}
