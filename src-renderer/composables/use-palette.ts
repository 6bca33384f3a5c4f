import { Hash, User as Person } from '@lucide/vue'
import { Query } from '@contract/queries'
import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { usePaletteCommands } from './use-palette-commands'
import { api } from '@/api'
import { draftRow, messageRow, type CampaignRow } from '@/campaigns/campaign-row'
import { channelIcons } from '@/components/channel-icons'
import { addressText, userName } from '@/drafts/recipient-options'
import { formatCount } from '@/format-count'
import { hasWords, wordsOf } from '@/palette/match-words'
import {
  readQuery,
  type PaletteEntry,
  type PaletteGroup,
  type PaletteQuery,
} from '@/palette/palette-entry'

/** What the palette finds for what is typed. */
export interface Palette {
  readonly typed: Ref<string>
  readonly words: ComputedRef<readonly string[]>
  readonly groups: ComputedRef<readonly PaletteGroup[]>
  /** A server is being asked. */
  readonly searching: Readonly<Ref<boolean>>
  /** Some of what was asked for could not be read. */
  readonly incomplete: Readonly<Ref<boolean>>
}

interface Found {
  readonly campaigns: readonly PaletteEntry[]
  readonly topics: readonly PaletteEntry[]
  readonly people: readonly PaletteEntry[]
}

const nothing: Found = { campaigns: [], topics: [], people: [] }
const pauseMs = 120
const most = 5

/** Searches campaigns, topics, people and commands; what a server finds comes in after the commands. */
export const usePalette = (): Palette => {
  const { t } = useI18n()
  const commands = usePaletteCommands()
  const ask = useSearches()
  const typed = ref('')
  const searching = ref(false)
  const incomplete = ref(false)
  const found = shallowRef<Found>(nothing)
  const query = computed(() => readQuery(typed.value))
  const words = computed(() => wordsOf(query.value.search))

  let run = 0
  const search = async (wanted: PaletteQuery): Promise<void> => {
    const mine = ++run
    const results = await ask(wanted)
    if (mine !== run) return
    found.value = results.found
    incomplete.value = results.isIncomplete
    searching.value = false
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  watch(query, (wanted) => {
    clearTimeout(timer)
    run++
    const isAsking = wanted.search !== '' && wanted.only !== 'commands'
    searching.value = isAsking
    if (isAsking) timer = setTimeout(() => void search(wanted), pauseMs)
    else {
      found.value = nothing
      incomplete.value = false
    }
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    run++
  })

  const matching = (entries: readonly PaletteEntry[]): readonly PaletteEntry[] =>
    entries.filter(({ text }) => hasWords(text, words.value))

  const groups = computed(() => {
    const { only, search: text } = query.value
    const isWanted = (kind: PaletteQuery['only']): boolean => only === 'everything' || only === kind
    const { create, openDrafts, screens, profiles, appearance } = commands
    const rest = [...profiles.value, ...(text === '' ? [] : appearance.value)]
    const list: PaletteGroup[] = []
    if (only === 'everything') {
      const campaigns = text === '' ? openDrafts.value : found.value.campaigns
      list.push({
        title: t(text === '' ? 'frame.openDrafts' : 'frame.campaigns'),
        entries: campaigns,
      })
    }
    if (isWanted('topics') || isWanted('people'))
      list.push({
        title: t('palette.peopleAndTopics'),
        entries: [
          ...(isWanted('topics') ? found.value.topics : []),
          ...(isWanted('people') ? found.value.people : []),
        ],
      })
    if (isWanted('commands')) {
      list.push({ title: t('palette.write'), entries: matching(create.value) })
      list.push({ title: t('palette.goTo'), entries: matching(screens.value) })
      list.push({ title: t('palette.more'), entries: matching(rest) })
    }
    return list.filter(({ entries }) => entries.length > 0)
  })

  return { typed, words, groups, searching, incomplete }
}

/** Asks for campaigns, topics and people at the same time; what cannot be read is left out and said. */
const useSearches = () => {
  const { t } = useI18n()
  const router = useRouter()

  const toEntry = (row: CampaignRow): PaletteEntry[] => {
    if (row.kind === 'unreadable') return []
    const { key, id, kind, channel, title, status } = row
    const target =
      kind === 'draft'
        ? { name: 'draft', params: { draftId: id } }
        : { name: 'report', params: { messageId: id } }
    const text = title || t('frame.untitled')
    return [{ key, icon: channelIcons[channel], text, status, run: () => router.push(target) }]
  }

  const campaigns = async (search: string): Promise<PaletteEntry[]> => {
    const words = wordsOf(search)
    const [{ drafts }, { messages }] = await Promise.all([
      api.call('listDrafts', {}),
      api.call('listMessages', { search, queries: [Query.limit(most)] }),
    ])
    const rows = drafts.map(draftRow).filter((row) => 'title' in row && hasWords(row.title, words))
    const stored = messages.map((message) => messageRow(message, { now: Date.now() }))
    return [...rows.slice(0, most), ...stored].flatMap(toEntry)
  }
  const topics = async (search: string): Promise<PaletteEntry[]> => {
    const page = await api.call('listTopics', { search, queries: [Query.limit(most)] })
    return page.topics.map(({ $id, name, emailTotal, smsTotal, pushTotal }) => {
      const count = emailTotal + smsTotal + pushTotal
      return {
        key: `topic ${$id}`,
        icon: Hash,
        text: name,
        note: t('palette.subscribers', { count: formatCount(count) }, count),
        run: () => router.push({ name: 'topics', params: { topicId: $id } }),
      }
    })
  }
  const people = async (search: string): Promise<PaletteEntry[]> => {
    const page = await api.call('listUsers', { search, queries: [Query.limit(most)] })
    return page.users.map((user) => ({
      key: `user ${user.$id}`,
      icon: Person,
      text: userName(user),
      note: user.targets.map(addressText).slice(0, 2).join(', '),
      run: () => router.push({ name: 'audience', params: { userId: user.$id } }),
    }))
  }

  return async ({ only, search }: PaletteQuery) => {
    const isWanted = (kind: PaletteQuery['only']): boolean => only === 'everything' || only === kind
    let isIncomplete = false
    const part = (isAsked: boolean, read: (text: string) => Promise<PaletteEntry[]>) =>
      isAsked
        ? read(search).catch(() => {
            isIncomplete = true
            return []
          })
        : Promise.resolve([])
    const [foundCampaigns, foundTopics, foundPeople] = await Promise.all([
      part(only === 'everything', campaigns),
      part(isWanted('topics'), topics),
      part(isWanted('people'), people),
    ])
    const found: Found = { campaigns: foundCampaigns, topics: foundTopics, people: foundPeople }
    return { found, isIncomplete }
  }
}
