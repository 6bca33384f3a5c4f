import type { Content } from './outgoing'

/** Remembers what was made of a message: its recipients share one object of content. */
export const oncePerMessage = <Made>(
  make: (content: Content) => Made,
): ((content: Content) => Made) => {
  const known = new WeakMap<Content, { readonly made: Made }>()
  return (content) => {
    const entry = known.get(content) ?? { made: make(content) }
    known.set(content, entry)
    return entry.made
  }
}
