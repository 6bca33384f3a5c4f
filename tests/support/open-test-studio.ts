import type { BridgeEvent } from '@contract/events'
import { ApiError } from '@contract/errors'
import type { CallInput, CallName, CallReply } from '@contract/index'
import { createMemoryStore } from '@main/secrets/memory'
import { openStudio, type Studio, type StudioOptions } from '@main/studio'
import { onTestFinished } from 'vitest'

/** A studio that is called the way a window does, with what it said and logged. */
export interface TestStudio {
  readonly studio: Studio
  readonly events: BridgeEvent[]
  readonly log: string[]
  /** The reply; throws the error that came instead. */
  call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallReply<Name>>
}

/** Opens a studio that is closed when the running test has finished; secrets are in memory unless given. */
export const openTestStudio = async (
  options: Pick<StudioOptions, 'dataFolder' | 'launchEngine'> & Partial<StudioOptions>,
): Promise<TestStudio> => {
  const events: BridgeEvent[] = []
  const log: string[] = []
  const studio = await openStudio({
    version: '0.0.0-test',
    host: 'browser',
    secrets: createMemoryStore('memory', null),
    log: (line) => log.push(line),
    ...options,
  })
  onTestFinished(() => studio.close())
  studio.on((event) => events.push(event))
  return {
    studio,
    events,
    log,
    call: async (name, input) => {
      const reply = await studio.call(name, input)
      if (!reply.ok) throw new ApiError(reply.error)
      // What the studio answers is the contract's reply; the caller's expectations check it.
      return reply.value as CallReply<typeof name>
    },
  }
}
