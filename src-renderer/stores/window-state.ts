import type { ListState, WindowState } from '@contract/window-state'
import { defineStore } from 'pinia'
import { watch } from 'vue'
import { api } from '@/api'
import { useAppStore } from './app'
import { useDraftSessions } from './draft-sessions'
import { useTabsStore } from './tabs'

/** So long after the last change what is shown is kept. */
const pauseMs = 500
/** What main takes. */
const most = { tabs: 50, title: 300, lists: 40, route: 500 }

/**
 * What the window shows of each profile: open drafts, the screen, how lists are narrowed. It is there again
 * when the profile is opened; a change is kept half a second later, and at once when the window goes.
 */
export const useWindowStateStore = defineStore('window-state', () => {
  const app = useAppStore()
  const tabs = useTabsStore()
  const drafts = useDraftSessions()
  let profileId: string | undefined
  let route: string | null = null
  const lists = new Map<string, ListState>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const present = (): WindowState => ({
    tabs: tabs.tabs.slice(0, most.tabs).map(({ id, kind, title }) => ({
      ...{ id, kind, title: title.slice(0, most.title) },
    })),
    route,
    // Those that were looked at last.
    lists: Object.fromEntries([...lists].slice(-most.lists)),
  })
  const keep = (): void => {
    if (timer === undefined || profileId === undefined) return
    clearTimeout(timer)
    timer = undefined
    // Nothing is lost with it that a person wrote.
    api.call('keepWindowState', { profileId, state: present() }).catch(() => undefined)
  }
  const keepSoon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(keep, pauseMs)
  }

  // Before any view of the next profile asks for its own.
  watch(
    () => app.profile?.id,
    (id) => {
      keep()
      // Drafts belong to their profile; one that could not be saved is kept all the same.
      for (const [draftId, { save }] of drafts.sessions) {
        if (save.is === 'saved') drafts.forget(draftId)
      }
      profileId = id
      const stored = app.state?.window
      route = stored?.route ?? null
      lists.clear()
      for (const [name, list] of Object.entries(stored?.lists ?? {})) lists.set(name, list)
      tabs.replace((stored?.tabs ?? []).map((tab) => ({ ...tab, dirty: false })))
      clearTimeout(timer)
      timer = undefined
    },
    { flush: 'sync', immediate: true },
  )
  watch(() => tabs.tabs.map(({ id, title }) => `${id} ${title}`), keepSoon)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') keep()
  })
  window.addEventListener('pagehide', keep)

  const nothing: ListState = { search: '', sort: null, choices: {}, days: {} }
  return {
    /** Where the open profile was left; undefined for the start, and where its draft is gone. */
    lastRoute: (): string | undefined => {
      const draftId = /^\/drafts\/([^/?]+)/.exec(route ?? '')?.[1]
      const isGone = draftId !== undefined && !tabs.tabs.some(({ id }) => id === draftId)
      return route === null || isGone ? undefined : route
    },
    setRoute: (path: string): void => {
      route = path.length <= most.route ? path : null
      keepSoon()
    },
    /** How a list was left. */
    list: (name: string): ListState | undefined => lists.get(name),
    keepList: (name: string, part: Partial<ListState>): void => {
      const former = lists.get(name) ?? nothing
      // At the end: looked at last.
      lists.delete(name)
      lists.set(name, { ...former, ...part })
      keepSoon()
    },
  }
})
