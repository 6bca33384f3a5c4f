import { onBeforeUnmount, watch, type ShallowRef, type WatchSource } from 'vue'

/** How far below the fold the next page is asked for. */
const ahead = '400px'

/**
 * Calls `onNear` whenever the element, the end of a list, comes near what is seen, and again when `length` has
 * changed and it is near all the same: who went to the end is told of no change.
 */
export const useSentinel = (
  element: Readonly<ShallowRef<HTMLElement | null>>,
  onNear: () => void,
  length: WatchSource,
): void => {
  let observer: IntersectionObserver | undefined
  watch(
    element,
    (found) => {
      observer?.disconnect()
      if (!found) return
      observer = new IntersectionObserver(
        (entries) => {
          if (entries.some((entry) => entry.isIntersecting)) onNear()
        },
        { rootMargin: ahead },
      )
      observer.observe(found)
    },
    { flush: 'post' },
  )
  watch(
    length,
    () => {
      const found = element.value
      if (!observer || !found) return
      observer.unobserve(found)
      observer.observe(found)
    },
    { flush: 'post' },
  )
  onBeforeUnmount(() => observer?.disconnect())
}
