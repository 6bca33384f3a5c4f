import { onBeforeUnmount, watch, type Ref } from 'vue'

/** What is drawn over everything and has its own Escape. */
const popups = '.n-base-select-menu, .n-dropdown-menu, .n-date-panel, .n-time-picker-panel'
/** Naive's layer for dialogs, which stand above drawers. */
const dialogs = '.n-modal-body-wrapper'
const focusable = ':is(a[href], button, input, textarea, select, [tabindex="0"]):not(:disabled)'

/** Naive keeps closed menus in the page. */
const isAnyShown = (selector: string): boolean =>
  [...document.querySelectorAll(selector)].some((element) => element.checkVisibility())

/** A search that is not empty takes Escape for itself. */
const isSearching = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement &&
  target.value !== '' &&
  target.closest('[role="search"]') !== null

/** A panel whose keys are wanted while it is shown. */
export interface PanelKeys {
  readonly shown: () => boolean
  readonly panel: Readonly<Ref<HTMLElement | null>>
  readonly onEscape: () => void
}

/**
 * Escape closes the panel unless something above it is open, and Tab goes round inside it. Naive's own focus trap
 * would also take the focus from menus that are drawn elsewhere in the page.
 */
export const usePanelKeys = ({ shown, panel, onEscape }: PanelKeys): void => {
  const goRound = (event: KeyboardEvent, element: HTMLElement): void => {
    const stops = [...element.querySelectorAll<HTMLElement>(focusable)].filter(
      (stop) => stop.tabIndex >= 0 && stop.offsetParent !== null,
    )
    const edge = event.shiftKey ? stops[0] : stops.at(-1)
    const other = event.shiftKey ? stops.at(-1) : stops[0]
    const isAtEdge = document.activeElement === edge || document.activeElement === element
    if (!isAtEdge || !other || (document.activeElement === element && !event.shiftKey)) return
    event.preventDefault()
    other.focus()
  }

  const onKey = (event: KeyboardEvent): void => {
    const element = panel.value
    if (!element || isAnyShown(dialogs)) return
    if (event.key === 'Escape') {
      if (isAnyShown(popups) || isSearching(event.target)) return
      // A dialog that this opens must not hear the same key and close again.
      event.stopPropagation()
      onEscape()
    } else if (event.key === 'Tab' && element.contains(document.activeElement)) {
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
