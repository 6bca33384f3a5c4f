import type { BridgeEvent, Emit } from '@contract/events'

/** Events on their way to the windows. */
export interface BridgeEvents {
  /** Listens until the returned function is called. */
  readonly on: (listener: (event: BridgeEvent) => void) => () => void
  readonly send: (event: BridgeEvent) => void
  readonly emit: Emit
}

/** Passes every event to every listener; one that throws is logged and keeps it from nobody else. */
export const createBridgeEvents = (log: (line: string) => void): BridgeEvents => {
  const listeners = new Set<(event: BridgeEvent) => void>()
  const send = (event: BridgeEvent): void => {
    for (const listener of listeners) {
      try {
        listener(event)
      } catch (error) {
        log(`a listener failed: ${String(error)}`)
      }
    }
  }
  return {
    on: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    send,
    // Name and payload belong together by the signature of `Emit`; a union cannot express the pair.
    emit: (name, payload) => send({ name, payload } as BridgeEvent),
  }
}
