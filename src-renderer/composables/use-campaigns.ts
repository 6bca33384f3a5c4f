import type { DeliveryCounts } from '@contract/delivery'
import type { Draft } from '@contract/drafts'
import type { Message } from '@contract/messages'
import { Query } from '@contract/queries'
import { computed, onScopeDispose, ref, shallowRef, triggerRef, watch, type Ref } from 'vue'
import { api } from '@/api'
import {
  campaignTabs,
  isDraftWanted,
  messageQueries,
  statusesOf,
  type CampaignFilter,
  type CampaignTab,
  type FilterStatus,
} from '@/campaigns/campaign-filter'
import type { Signs } from '@/campaigns/derive-status'
import { draftRow, messageRow, recordId, type CampaignRow } from '@/campaigns/campaign-row'
import { newestFirst, orderCampaigns, orderQuery } from '@/campaigns/order-campaigns'
import type { Sort } from '@/components/data-list'
import { toTimeSpan, type DayRange } from '@/components/filter/day-range'
import { useAppStore } from '@/stores/app'
import { useMissedStore } from '@/stores/missed'
import { pageQueries, useCollection, type Collection } from './use-collection'
import { keptChoice, keptOne, useKeptList } from './use-kept-list'
import { useNow } from './use-now'
import { usePoll } from './use-poll'

/** Drafts of this computer and messages of the backend, as one list. */
export interface Campaigns {
  readonly tab: Ref<CampaignTab>
  readonly channels: Ref<CampaignFilter['channels']>
  readonly statuses: Ref<readonly FilterStatus[]>
  readonly days: Ref<DayRange>
  readonly sort: Ref<Sort>
  readonly isFiltered: Readonly<Ref<boolean>>
  /** In the order of `sort`. */
  readonly rows: Readonly<Ref<readonly CampaignRow[]>>
  /** Every campaign that the search and the filters leave, on every page. Throws `ApiError`. */
  all(): Promise<readonly CampaignRow[]>
  /** Shows everything of the present part again. */
  clearFilters(): void
  readonly totals: Readonly<Ref<Partial<Record<CampaignTab, number>>>>
  readonly messages: Collection<Message>
  readonly drafts: Collection<Draft>
  readonly now: Readonly<Ref<number>>
}

/** The list of campaigns: newest first, by page, alive while anything is being sent. */
export const useCampaigns = (): Campaigns => {
  const app = useAppStore()
  const missed = useMissedStore()
  const now = useNow()
  const tab = ref<CampaignTab>('all')
  const channels = ref<CampaignFilter['channels']>([])
  const statuses = ref<readonly FilterStatus[]>([])
  const days = ref<DayRange>({})
  const sort = ref<Sort>(newestFirst)
  useKeptList('campaigns', {
    sort: { by: sort, keys: ['when', 'accepted'] },
    days,
    choices: {
      tab: keptOne(tab, campaignTabs),
      channels: keptChoice(channels, ['email', 'sms', 'push']),
      statuses: {
        get: () => statuses.value,
        set: (kept) => {
          statuses.value = statusesOf[tab.value].filter((status) => kept.includes(status))
        },
      },
    },
  })
  const filter = computed<CampaignFilter>(() => ({
    channels: channels.value,
    statuses: statuses.value,
    when: toTimeSpan(days.value),
  }))
  // What another part does not hold would leave it empty.
  watch(
    tab,
    () => {
      statuses.value = []
    },
    { flush: 'sync' },
  )
  const counts = shallowRef(new Map<string, DeliveryCounts>())
  const marks = new Map<string, Pick<Signs, 'isPaused' | 'isResting'>>()
  const lastSigns = new Map<string, number>()
  const openedAt = Date.now()

  const readCounts = async (messages: readonly Message[]): Promise<void> => {
    if (!app.capabilities.ledger || messages.length === 0) return
    const messageIds = messages.map(recordId).filter(Boolean).slice(0, 500)
    const found = await api.call('listDeliveryCounts', { messageIds })
    for (const [id, { paused: isPaused, resting: isResting, ...value }] of Object.entries(found)) {
      counts.value.set(id, value)
      marks.set(id, { isPaused, isResting })
    }
    triggerRef(counts)
  }

  const messages = useCollection<Message>({
    load: async (request) => {
      const page = await api.call('listMessages', {
        queries: pageQueries(request, [
          ...messageQueries(tab.value, filter.value),
          orderQuery(sort.value),
        ]),
        ...(request.search && { search: request.search }),
      })
      // The list is worth more than its numbers: they may be missing.
      await readCounts(page.messages).catch(() => undefined)
      return { rows: page.messages, total: page.total }
    },
    resources: ['messages'],
    watch: [tab, filter, sort],
    keptAs: 'campaigns',
  })
  const drafts = useCollection<Draft>({
    load: async () => {
      const page = await api.call('listDrafts', {})
      return { rows: page.drafts, total: page.drafts.length }
    },
    resources: ['drafts'],
  })

  const stop = api.on('delivery.progress', (progress) => {
    counts.value.set(progress.messageId, progress.counts)
    const { state, restsUntil } = progress.activity
    const isResting = restsUntil !== null
    marks.set(progress.messageId, { isPaused: state === 'paused', isResting })
    lastSigns.set(progress.messageId, Date.now())
    triggerRef(counts)
  })
  onScopeDispose(stop)

  // A server tells nobody what it sends: it is asked while anything is on its way.
  usePoll(
    () =>
      !app.capabilities.ledger &&
      messages.rows.value.some(({ status }) => ['processing', 'scheduled'].includes(status)),
    messages.reload,
  )

  const draftRows = computed(() =>
    drafts.rows.value
      .filter((draft) => isDraftWanted(draft, tab.value, filter.value, messages.search.value))
      .map((draft) => draftRow(draft)),
  )
  const toRow = (message: Message): CampaignRow => {
    const id = recordId(message)
    const known = counts.value.get(id)
    // With a ledger every step is heard of; what was before this list was opened is not.
    const lastSignAt = known && (lastSigns.get(id) ?? openedAt)
    return messageRow(message, {
      now: now.value,
      isMissed: missed.ids.has(id),
      ...marks.get(id),
      ...(known && { counts: known }),
      ...(lastSignAt !== undefined && { lastSignAt }),
    })
  }
  const rows = computed<readonly CampaignRow[]>(() =>
    orderCampaigns(
      draftRows.value,
      messages.rows.value.map(toRow),
      sort.value,
      messages.hasMore.value,
    ),
  )

  const all = async (): Promise<readonly CampaignRow[]> => {
    const found = await messages.readAll()
    return [...draftRows.value, ...found.map(toRow)]
  }
  const isFiltered = computed(
    () =>
      channels.value.length > 0 ||
      statuses.value.length > 0 ||
      days.value.from !== undefined ||
      days.value.to !== undefined,
  )
  const clearFilters = (): void => {
    messages.search.value = ''
    channels.value = []
    statuses.value = []
    days.value = {}
  }

  const totals = useTabTotals(drafts)
  return {
    ...{ tab, channels, statuses, days, sort, isFiltered },
    ...{ rows, totals, messages, drafts, now, all, clearFilters },
  }
}

const nothing: CampaignFilter = { channels: [], statuses: [], when: {} }

/** Counts for the tabs: cheap on this computer, left out where every one is a request to a server. */
const useTabTotals = (drafts: Collection<Draft>): Campaigns['totals'] => {
  const app = useAppStore()
  const stored = ref<Partial<Record<CampaignTab, number>>>({})
  const total = async (tab: CampaignTab): Promise<number> => {
    const queries = [...messageQueries(tab, nothing), Query.limit(1)]
    return (await api.call('listMessages', { queries })).total
  }

  const read = async (): Promise<void> => {
    if (!app.capabilities.ledger) return
    const found = await Promise.all(campaignTabs.map(async (tab) => [tab, await total(tab)]))
    stored.value = Object.fromEntries(found)
  }
  // A number that cannot be read is not shown; the list itself tells why.
  const readQuietly = (): void => void read().catch(() => undefined)

  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = api.on('resource.changed', ({ resource }) => {
    if (resource !== 'messages') return
    clearTimeout(timer)
    timer = setTimeout(readQuietly, 400)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    stop()
  })
  readQuietly()

  return computed(() => {
    const { all, drafts: storedDrafts } = stored.value
    if (all === undefined) return {}
    const local = drafts.total.value
    return { ...stored.value, all: all + local, drafts: (storedDrafts ?? 0) + local }
  })
}
