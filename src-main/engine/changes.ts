import type { Emit, Resource } from '@contract/events'

/** Says what was written; a burst of writes becomes one event for each resource. */
export interface Changes {
  /** `id` when it is known to be just one. */
  changed(resource: Resource, id?: string): void
  /** Tells at once what waits. */
  flush(): void
}

const delayMs = 20

/** Collects changes for a moment, then emits `resource.changed`. */
export const createChanges = (emit: Emit): Changes => {
  const waiting = new Map<Resource, string | undefined>()
  let timer: NodeJS.Timeout | undefined

  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    const entries = [...waiting]
    waiting.clear()
    for (const [resource, id] of entries)
      emit('resource.changed', id === undefined ? { resource } : { resource, id })
  }

  return {
    changed(resource, id) {
      const isOther = waiting.has(resource) && waiting.get(resource) !== id
      waiting.set(resource, isOther ? undefined : id)
      timer ??= setTimeout(flush, delayMs)
    },
    flush,
  }
}
