import type { Channel, Provider } from '@main/providers/provider'
import type { Outgoing, Receipt } from '@main/providers/outgoing'
import { ProviderError } from '@main/providers/errors'
import { z } from 'zod'
import type { Workspace } from './workspace'

/** A call as the vendor saw it. */
export interface SeenCall {
  /** By the clock of the engine. */
  readonly at: number
  readonly identifiers: readonly string[]
  readonly key: string
}

/** A made-up vendor that answers as it is told. */
export interface ScriptedProvider {
  readonly provider: Provider
  readonly calls: SeenCall[]
  /** The most calls that were open at the same time. */
  widest(): number
}

/** What the vendor does with its n-th call, counted from 1; nothing means that it takes everybody. */
export type Script = (call: Outgoing, count: number) => Promise<Partial<Receipt> | void> | void

/** A made-up vendor in place of SMTP; it needs no settings. */
export const scriptedProvider = (
  script: Script,
  { connections = 5, batchSize = 1 }: Partial<{ connections: number; batchSize: number }> = {},
): ScriptedProvider => {
  const calls: SeenCall[] = []
  let open = 0
  let widest = 0
  let clock = Date.now
  const channel: Channel = {
    connections,
    batchSize: () => batchSize,
    send: async (call) => {
      const identifiers = call.recipients.map(({ identifier }) => identifier)
      calls.push({ at: clock(), identifiers, key: call.key })
      widest = Math.max(widest, ++open)
      try {
        const said = (await script(call, calls.length)) ?? {}
        return { refused: new Map(), copiesSent: false, refusedCopies: [], ...said }
      } finally {
        open--
      }
    },
    verify: () => Promise.resolve('It is there.'),
    close: () => undefined,
  }
  const provider: Provider = {
    ...{ kind: 'smtp', type: 'email', name: 'Scripted' },
    settings: z.object({}),
    needed: [],
    open: (_, environment) => {
      clock = environment.clock
      return channel
    },
  }
  return { provider, calls, widest: () => widest }
}

/** The vendor had too many calls and says for how long to wait. */
export const tooMany = (retryAfterMs?: number): ProviderError =>
  new ProviderError('rate_limit', 'provider', 'Too many requests.', { status: 429, retryAfterMs })

/** Adds the made-up vendor under this id. */
export const addScripted = (workspace: Workspace, providerId = 'vendor') =>
  workspace.call('createProvider', { kind: 'smtp', providerId, name: 'Vendor', enabled: true })

/** A topic of so many people with numbered addresses. */
export const addCrowd = async (workspace: Workspace, topicId: string, size: number) => {
  await workspace.call('createTopic', { topicId, name: topicId })
  const { importId } = await workspace.call('beginImport', {
    ...{ kind: 'subscribers', topicId, hasHeader: false, delimiter: ',' },
    mapping: { email: [0], name: [1] },
  })
  const lines = Array.from({ length: size }, (_, at) => `p${at}@example.com,P ${at}\n`)
  await workspace.call('appendImport', { importId, text: lines.join(''), last: true })
}
