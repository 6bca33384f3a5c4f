import { watch, type WatchSource } from 'vue'

/** How many were opened so far: who came first was opened from the page. */
let openings = 0
/** Of those that close together, the one that was opened first. */
let returning: { readonly opening: number; readonly opener: HTMLElement | undefined } | undefined

/** Remembers what had the focus when `isOpen` becomes true and gives it back afterwards. */
export const useReturnFocus = (isOpen: WatchSource<boolean>): void => {
  let opener: HTMLElement | undefined
  let opening = 0

  const giveBack = (): void => {
    const target = returning?.opener
    returning = undefined
    if (target?.isConnected) target.focus({ preventScroll: true })
  }
  watch(
    isOpen,
    (open) => {
      if (open) {
        opening = ++openings
        opener = document.activeElement instanceof HTMLElement ? document.activeElement : undefined
        return
      }
      // The immediate run of one that was never open.
      if (opening === 0) return
      // After the closing dialog has let go of the focus.
      if (!returning) setTimeout(giveBack, 0)
      if (!returning || opening < returning.opening) returning = { opening, opener }
      opener = undefined
      opening = 0
    },
    { immediate: true, flush: 'sync' },
  )
}
