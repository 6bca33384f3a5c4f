import type { ApiError } from '@contract/errors'
import type { Resource } from '@contract/events'
import { Query } from '@contract/queries'
import {
  computed,
  onScopeDispose,
  ref,
  shallowRef,
  watch,
  type Ref,
  type ShallowRef,
  type WatchSource,
} from 'vue'
import { toApiError } from '@/api'
import { useWindowStateStore } from '@/stores/window-state'
import { useChanges } from './use-changes'
import { useShownAge } from './use-shown-age'

/** One page of a list. */
export interface Page<Row> {
  readonly rows: readonly Row[]
  /** All rows that match, on every page. */
  readonly total: number
  /** Where nobody can count: whether rows follow. `total` is then what is known so far. */
  readonly hasMore?: boolean
}

/** What to read next. */
export interface PageRequest<Row> {
  /** The last row known; absent for the first page. */
  readonly after?: Row
  /** How many rows are known. */
  readonly offset: number
  readonly limit: number
  /** Trimmed; empty when nothing is searched. */
  readonly search: string
}

/** How a list is read and when it is read again. */
export interface CollectionOptions<Row> {
  readonly load: (request: PageRequest<Row>) => Promise<Page<Row>>
  /** Changes of these make the list read itself again. */
  readonly resources?: readonly Resource[]
  /** Filters and sort orders that `load` looks at: a change starts again from the first page. */
  readonly watch?: readonly WatchSource[]
  readonly pageSize?: number
  /** What this list is called where its search is kept from one time to the next. */
  readonly keptAs?: string
  /** False: the first page waits for `reload`. */
  readonly immediate?: boolean
}

/** A list as a screen shows it. */
export interface Collection<Row> {
  readonly rows: Readonly<ShallowRef<readonly Row[]>>
  readonly total: Readonly<Ref<number>>
  /** A first page, a search or a refresh is under way; old rows stay meanwhile. */
  readonly loading: Readonly<Ref<boolean>>
  readonly loadingMore: Readonly<Ref<boolean>>
  /** True once any answer has come. */
  readonly loaded: Readonly<Ref<boolean>>
  readonly error: Readonly<ShallowRef<ApiError | undefined>>
  readonly hasMore: Readonly<Ref<boolean>>
  readonly search: Ref<string>
  reload(): Promise<void>
  /** Shows a row that is known to be stored before the list is read again: in its place, or as the last. */
  put(row: Row, isSame: (other: Row) => boolean): void
  loadMore(): Promise<void>
  /** What matches, on every page, beside what is shown: 5,000 rows at most. Throws `ApiError`. */
  readAll(): Promise<readonly Row[]>
}

const searchPauseMs = 180
const changePauseMs = 120
/** A refresh reads again what is on the screen, up to this many rows. */
const refreshLimit = 500
/** A page of a list that is read to its end. */
const wholeLimit = 500
/** The API counts no further (behaviour 4.3); there may be more. */
export const mostCounted = 5000

/** The query strings of one page, for Appwrite's lists: cursor and limit after the given ones. */
export const pageQueries = (
  request: { readonly after?: { readonly $id: string }; readonly limit: number },
  queries: readonly string[] = [],
): string[] => [
  ...queries,
  ...(request.after ? [Query.cursorAfter(request.after.$id)] : []),
  Query.limit(request.limit),
]

/** The same by position, for lists that have no cursor. */
export const offsetQueries = (
  request: { readonly offset: number; readonly limit: number },
  queries: readonly string[] = [],
): string[] => [...queries, Query.limit(request.limit), Query.offset(request.offset)]

/** List, paging, loading and error in one place; a late answer never overwrites a newer one. */
export const useCollection = <Row>(options: CollectionOptions<Row>): Collection<Row> => {
  const { load, resources = [], pageSize = 50, immediate = true } = options
  const rows = shallowRef<readonly Row[]>([])
  const total = ref(0)
  const loading = ref(false)
  const loadingMore = ref(false)
  const loaded = ref(false)
  const error = shallowRef<ApiError>()
  /** There is more although the total does not say so. */
  const follows = ref(false)
  const windows = options.keptAs === undefined ? undefined : useWindowStateStore()
  const search = ref(windows?.list(options.keptAs ?? '')?.search ?? '')

  /** Counts questions: search and filters as they were. Answers to an older question are dropped. */
  let question = 0
  let run = 0
  let applied = 0
  /** The question that the rows answer. */
  let answered = 0

  const read = async (limit: number, after?: Row): Promise<void> => {
    const mine = { question, run: ++run }
    const busy = after === undefined ? loading : loadingMore
    const isStale = () => mine.question !== question || mine.run < applied
    busy.value = true
    try {
      const offset = after === undefined ? 0 : rows.value.length
      const page = await load({ after, offset, limit, search: search.value.trim() })
      if (isStale()) return
      applied = mine.run
      answered = mine.question
      rows.value = after === undefined ? page.rows : [...rows.value, ...page.rows]
      total.value = page.hasMore === undefined ? page.total : rows.value.length
      follows.value = page.hasMore ?? (page.total >= mostCounted && page.rows.length >= limit)
      error.value = undefined
      loaded.value = true
    } catch (thrown) {
      if (isStale()) return
      applied = mine.run
      error.value = toApiError(thrown)
      loaded.value = true
      // What answered another question would be taken for the answer to this one.
      if (answered !== mine.question) {
        rows.value = []
        total.value = 0
        follows.value = false
      }
    } finally {
      if (mine.run === run) {
        loading.value = false
        loadingMore.value = false
      }
    }
  }

  const restart = (): Promise<void> => {
    question += 1
    return read(pageSize)
  }
  const reload = (): Promise<void> =>
    read(Math.max(pageSize, Math.min(rows.value.length, refreshLimit)))
  const put = (row: Row, isSame: (other: Row) => boolean): void => {
    const at = rows.value.findIndex(isSame)
    rows.value = at < 0 ? [...rows.value, row] : rows.value.with(at, row)
    if (at < 0) total.value += 1
  }
  const hasMore = computed(() => rows.value.length < total.value || follows.value)
  const loadMore = async (): Promise<void> => {
    if (loading.value || loadingMore.value || !hasMore.value) return
    await read(pageSize, rows.value.at(-1))
  }

  const readAll = async (): Promise<readonly Row[]> => {
    const found: Row[] = []
    for (;;) {
      const place = { after: found.at(-1), offset: found.length, limit: wholeLimit }
      const page = await load({ ...place, search: search.value.trim() })
      found.push(...page.rows)
      const isLast = page.hasMore === undefined ? page.rows.length < wholeLimit : !page.hasMore
      if (isLast || found.length >= mostCounted) return found
    }
  }

  let searchTimer: ReturnType<typeof setTimeout> | undefined
  watch(search, (text) => {
    windows?.keepList(options.keptAs ?? '', { search: text.slice(0, 256) })
    clearTimeout(searchTimer)
    searchTimer = setTimeout(() => void restart(), searchPauseMs)
  })
  if (options.watch?.length) watch([...options.watch], () => void restart())

  useChanges(resources, reload, changePauseMs)
  onScopeDispose(() => {
    clearTimeout(searchTimer)
    question += 1
  })

  useShownAge(() => [rows.value, ...rows.value])
  if (immediate) void restart()
  return {
    ...{ rows, total, loading, loadingMore, loaded, error, hasMore, search },
    ...{ reload, put, loadMore, readAll },
  }
}
