import { onBeforeUnmount, watch, type ShallowRef } from 'vue'

/** How far below the fold the next page is asked for. */
const ahead = '400px'

/** Calls `onNear` whenever the element, the end of a list, comes near what is seen. */
export const useSentinel = (
  element: Readonly<ShallowRef<HTMLElement | null>>,
  onNear: () => void,
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
  onBeforeUnmount(() => observer?.disconnect())
}
