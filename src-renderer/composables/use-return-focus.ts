import { watch, type WatchSource } from 'vue'

/** Remembers what had the focus when `isOpen` becomes true and gives it back afterwards. */
export const useReturnFocus = (isOpen: WatchSource<boolean>): void => {
  let opener: HTMLElement | undefined
  watch(
    isOpen,
    (open) => {
      if (open) {
        opener = document.activeElement instanceof HTMLElement ? document.activeElement : undefined
        return
      }
      const target = opener
      opener = undefined
      // After the closing dialog has let go of the focus.
      setTimeout(() => {
        if (target?.isConnected) target.focus({ preventScroll: true })
      }, 0)
    },
    { immediate: true, flush: 'sync' },
  )
}
