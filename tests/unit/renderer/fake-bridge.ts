import type { BridgeEvent } from '@contract/events'
import type { BridgeReply } from '@contract/index'

/** What a test's bridge answers to one call. */
export type Answer = (name: string, input: unknown) => Promise<BridgeReply> | BridgeReply

/** A bridge whose answers and events the test decides. */
export interface FakeBridge {
  readonly calls: { readonly name: string; readonly input: unknown }[]
  emit(event: BridgeEvent): void
  readonly listenerCount: () => number
}

/** Puts a bridge into the window, in place of the process boundary. */
export const installBridge = (answer: Answer): FakeBridge => {
  const listeners = new Set<(event: BridgeEvent) => void>()
  const calls: { name: string; input: unknown }[] = []
  window.bridge = {
    call: async (name, input) => {
      calls.push({ name, input })
      return await answer(name, input)
    },
    on: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  return {
    calls,
    emit: (event) => {
      for (const listener of listeners) listener(event)
    },
    listenerCount: () => listeners.size,
  }
}
