import { onBeforeUnmount, watch, type Ref } from 'vue'

/** What is drawn over everything and has its own Escape. */
const popups = '.n-base-select-menu, [role="menu"], .n-date-panel, .n-time-picker-panel'
/** Naive's layer for dialogs, which stand above everything else. */
const dialogs = '.n-modal-body-wrapper'
const focusable = ':is(a[href], button, input, textarea, select, [tabindex="0"]):not(:disabled)'

/** Naive keeps closed menus in the page. */
const shownOf = (selector: string): Element[] =>
  [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility())

const isBehindDialog = (panel: HTMLElement): boolean => {
  const top = shownOf(dialogs).at(-1)
  return top !== undefined && !top.contains(panel)
}

/** A search that is not empty takes Escape for itself. */
const isSearching = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement &&
  target.value !== '' &&
  target.closest('[role="search"]') !== null

const holdsFocus = (panel: HTMLElement): boolean =>
  panel.contains(document.activeElement) || document.activeElement === document.body

/** A panel whose keys are wanted while it is shown. */
export interface PanelKeys {
  readonly shown: () => boolean
  readonly panel: Readonly<Ref<HTMLElement | null>>
  readonly onEscape: () => void
}

/**
 * Escape closes the panel unless something above it is open, and Tab goes round inside it. Naive's own focus trap
 * would also take the focus from menus that are drawn elsewhere in the page, and does not know plain buttons.
 */
export const usePanelKeys = ({ shown, panel, onEscape }: PanelKeys): void => {
  const goRound = (event: KeyboardEvent, element: HTMLElement): void => {
    const stops = [...element.querySelectorAll<HTMLElement>(focusable)].filter(
      (stop) => stop.tabIndex >= 0 && stop.offsetParent !== null,
    )
    const edge = event.shiftKey ? stops[0] : stops.at(-1)
    const other = event.shiftKey ? stops.at(-1) : stops[0]
    const active = document.activeElement
    // What had the focus may be gone from the page.
    const isAtEdge = active === edge || active === document.body
    const isBeforeAll = active === element && event.shiftKey
    if (!other || !(isAtEdge || isBeforeAll)) return
    event.preventDefault()
    other.focus()
  }

  const onKey = (event: KeyboardEvent): void => {
    const element = panel.value
    if (!element || isBehindDialog(element)) return
    if (event.key === 'Escape') {
      if (shownOf(popups).length > 0 || isSearching(event.target)) return
      // A dialog that this opens must not hear the same key and close again.
      event.stopPropagation()
      onEscape()
    } else if (event.key === 'Tab' && holdsFocus(element)) {
      goRound(event, element)
    }
  }

  // Before the popups hear the key and close.
  const stop = (): void => window.removeEventListener('keydown', onKey, true)
  watch(
    shown,
    (isShown) => {
      stop()
      if (isShown) window.addEventListener('keydown', onKey, true)
    },
    { immediate: true },
  )
  onBeforeUnmount(stop)
}
