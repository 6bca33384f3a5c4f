import type { Emit } from '@contract/events'
import type { BridgeReply } from '@contract/index'
import type { MissedPolicy } from '@contract/schedules'
import { toApiError } from '../dispatch'
import { parseToEngine, type EngineStart, type FromEngine } from './engine-messages'

/** The channel between an engine's process and its host. */
export interface EnginePort {
  send(message: FromEngine): void
  onMessage(listener: (message: unknown) => void): void
}

/** The engine as its process sees it. */
interface RunningEngine {
  call(name: string, input: unknown): Promise<unknown>
  setSandbox(on: boolean): void
  setMissedPolicy(policy: MissedPolicy): void
  setCeiling(ceiling: number | null): void
  wake(): void
  close(): Promise<void>
}

/** What an engine's process is made of. */
export interface EngineProcessOptions {
  readonly port: EnginePort
  readonly open: (start: EngineStart, emit: Emit) => Promise<RunningEngine>
  readonly log: (line: string) => void
  readonly exit: (code: number) => void
}

/**
 * Answers a host's messages with an engine, from its `start` message on. The returned function closes
 * the engine, waiting for what is in flight, and exits.
 */
export const serveEngine = ({ port, open, log, exit }: EngineProcessOptions): (() => void) => {
  let opening: Promise<RunningEngine> | undefined
  let isEnding = false

  const emit: Emit = (name, payload) => {
    // The pair is right by the type of `Emit`; TypeScript does not carry that through the object.
    port.send({ type: 'event', event: { name, payload } as never })
  }

  const start = async (options: EngineStart): Promise<void> => {
    opening = open(options, emit)
    try {
      await opening
      port.send({ type: 'ready' })
    } catch (error) {
      port.send({ type: 'failed', error: toApiError(error, log).toBody() })
      end(1)
    }
  }

  const answer = async (name: string, input: unknown): Promise<BridgeReply> => {
    try {
      if (!opening) throw new Error('A call came before the start message.')
      const engine = await opening
      return { ok: true, value: await engine.call(name, input) }
    } catch (error) {
      return { ok: false, error: toApiError(error, log).toBody() }
    }
  }

  const end = (code: number): void => {
    if (isEnding) return
    isEnding = true
    void opening
      ?.then((engine) => engine.close())
      .catch((error: unknown) => log(`The engine did not close cleanly: ${String(error)}`))
      .finally(() => exit(code))
    if (!opening) exit(code)
  }

  const receive = async (given: unknown): Promise<void> => {
    const message = parseToEngine(given)
    switch (message.type) {
      case 'start':
        return await start(message.options)
      case 'call':
        return port.send({
          type: 'reply',
          id: message.id,
          reply: await answer(message.name, message.input),
        })
      case 'sandbox':
        return (await opening)?.setSandbox(message.on)
      case 'missed':
        return (await opening)?.setMissedPolicy(message.policy)
      case 'ceiling':
        return (await opening)?.setCeiling(message.people)
      case 'wake':
        return (await opening)?.wake()
      case 'stop':
        return end(0)
    }
  }

  port.onMessage((message) => {
    void receive(message).catch((error: unknown) => log(String(error)))
  })
  return () => end(0)
}
