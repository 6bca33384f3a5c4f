import type { DeliveryCounts } from '@contract/delivery'
import type { Draft } from '@contract/drafts'
import type { Message, MessageStatus } from '@contract/messages'
import { Query } from '@contract/queries'
import { computed, onScopeDispose, ref, shallowRef, triggerRef, type Ref } from 'vue'
import { api } from '@/api'
import { draftRow, messageRow, type CampaignRow } from '@/campaigns/campaign-row'
import { useAppStore } from '@/stores/app'
import { pageQueries, useCollection, type Collection } from './use-collection'
import { useNow } from './use-now'

/** The parts of the list. */
export const campaignTabs = ['all', 'drafts', 'sending', 'sent', 'failed'] as const

/** One part of the list. */
type CampaignTab = (typeof campaignTabs)[number]

const statesOf: Readonly<Record<CampaignTab, readonly MessageStatus[]>> = {
  all: [],
  drafts: ['draft'],
  sending: ['processing', 'scheduled'],
  sent: ['sent'],
  failed: ['failed'],
}

/** Drafts of this computer and messages of the backend, as one list. */
export interface Campaigns {
  readonly tab: Ref<CampaignTab>
  readonly rows: Readonly<Ref<readonly CampaignRow[]>>
  readonly totals: Readonly<Ref<Partial<Record<CampaignTab, number>>>>
  readonly messages: Collection<Message>
  readonly drafts: Collection<Draft>
  readonly now: Readonly<Ref<number>>
}

const matches = (draft: Draft, search: string): boolean => {
  const wanted = search.trim().toLocaleLowerCase()
  const { subject, content } = draft.content
  return [subject, content, draft.id].some((text) => text.toLocaleLowerCase().includes(wanted))
}

const filterOf = (tab: CampaignTab): string[] =>
  statesOf[tab].length > 0 ? [Query.equal('status', statesOf[tab])] : []

/** The list of campaigns: newest first, by page, alive while anything is being sent. */
export const useCampaigns = (): Campaigns => {
  const app = useAppStore()
  const now = useNow()
  const tab = ref<CampaignTab>('all')
  const counts = shallowRef(new Map<string, DeliveryCounts>())
  const lastSigns = new Map<string, number>()
  const openedAt = Date.now()

  const readCounts = async (messages: readonly Message[]): Promise<void> => {
    if (!app.capabilities.ledger || messages.length === 0) return
    const messageIds = messages.map(({ $id }) => $id).slice(0, 500)
    const found = await api.call('listDeliveryCounts', { messageIds })
    for (const [id, value] of Object.entries(found)) counts.value.set(id, value)
    triggerRef(counts)
  }

  const messages = useCollection<Message>({
    load: async (request) => {
      const page = await api.call('listMessages', {
        queries: pageQueries(request, [...filterOf(tab.value), Query.orderDesc('$createdAt')]),
        ...(request.search && { search: request.search }),
      })
      // The list is worth more than its numbers: they may be missing.
      await readCounts(page.messages).catch(() => undefined)
      return { rows: page.messages, total: page.total }
    },
    resources: ['messages'],
    watch: [tab],
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
    lastSigns.set(progress.messageId, Date.now())
    triggerRef(counts)
  })
  onScopeDispose(stop)

  const draftRows = computed(() =>
    tab.value === 'all' || tab.value === 'drafts'
      ? drafts.rows.value
          .filter((draft) => matches(draft, messages.search.value))
          .map((draft) => draftRow(draft))
      : [],
  )
  const messageRows = computed(() =>
    messages.rows.value.map((message) => {
      const known = counts.value.get(message.$id)
      // With a ledger every step is heard of; what was before this list was opened is not.
      const lastSignAt = known && (lastSigns.get(message.$id) ?? openedAt)
      return messageRow(message, {
        now: now.value,
        ...(known && { counts: known }),
        ...(lastSignAt !== undefined && { lastSignAt }),
      })
    }),
  )
  const rows = computed<readonly CampaignRow[]>(() => [...draftRows.value, ...messageRows.value])

  const totals = useTabTotals(drafts)
  return { tab, rows, totals, messages, drafts, now }
}

/** Counts for the tabs: cheap on this computer, left out where every one is a request to a server. */
const useTabTotals = (drafts: Collection<Draft>): Campaigns['totals'] => {
  const app = useAppStore()
  const stored = ref<Partial<Record<CampaignTab, number>>>({})
  const total = async (tab: CampaignTab): Promise<number> => {
    const queries = [...filterOf(tab), Query.limit(1)]
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
