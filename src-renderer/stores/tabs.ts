import { defineStore } from 'pinia'
import { ref } from 'vue'

/** One open draft in the strip above the page. */
export interface DraftTab {
  /** The draft's id. */
  readonly id: string
  /** Empty while nothing is written; the strip shows a word for it. */
  readonly title: string
  readonly kind: 'email' | 'sms' | 'push'
  /** Not published: shown as a dot. */
  readonly dirty: boolean
}

/** The open drafts, in the order they were opened. */
export const useTabsStore = defineStore('tabs', () => {
  const tabs = ref<DraftTab[]>([])

  /** Adds the tab, or changes it where it stands. */
  const open = (tab: DraftTab): void => {
    const index = tabs.value.findIndex((candidate) => candidate.id === tab.id)
    if (index === -1) tabs.value.push(tab)
    else tabs.value[index] = tab
  }

  /** Takes the tab away and answers its neighbour, which a closed view should give way to. */
  const close = (id: string): DraftTab | undefined => {
    const index = tabs.value.findIndex((candidate) => candidate.id === id)
    if (index === -1) return undefined
    tabs.value.splice(index, 1)
    return tabs.value[index] ?? tabs.value[index - 1]
  }

  /** Shows these in place of all others. */
  const replace = (others: readonly DraftTab[]): void => {
    tabs.value = [...others]
  }

  return { tabs, open, close, replace }
})
