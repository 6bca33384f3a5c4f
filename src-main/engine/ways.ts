import { ProviderError } from '../providers/errors'
import { openHttp } from '../providers/http'
import { createRecording } from '../providers/http/recording'
import type { Channel, Provider, ProviderEnvironment } from '../providers/provider'
import type { SinkMail } from '../providers/outgoing'
import type { StoredProvider } from '../store/providers'
import type { EngineContext } from './context'
import { openSettings } from './provider-settings'
import { withFaults } from './sandbox-faults'

/** An open channel; it is closed when nobody uses it any more. */
export interface Way {
  readonly channel: Channel
  /** Whether the provider is still as it was when this was opened. */
  isCurrent(): boolean
  release(): void
}

/** Opens channels to providers; throws `ProviderError` with words for people. */
export interface Ways {
  /** Messages on their way at the same time share the connections of a provider. */
  toVendor(providerId: string): Way
  /** The same code, with a sink in place of the connection; for a message that is sent since then. */
  toSandbox(providerId: string, sink: (mail: SinkMail) => void, startedAt: string): Way
  /** The sandbox without the faults that it may be told to make. */
  toRecord(providerId: string, sink: (mail: SinkMail) => void): Way
}

interface Shared {
  readonly channel: Channel
  users: number
}

/** The ways of one engine. */
export const createWays = (context: EngineContext): Ways => {
  const shared = new Map<string, Shared>()

  return {
    toVendor(providerId) {
      const provider = find(context, providerId)
      // Changed settings open another way; who uses the old one finishes on it.
      const key = `${provider.id} ${provider.updatedAt}`
      const entry = shared.get(key) ?? { channel: openLive(context, provider), users: 0 }
      shared.set(key, entry)
      entry.users++
      return {
        channel: entry.channel,
        isCurrent: () => isUnchanged(context, provider),
        release: () => {
          entry.users--
          if (entry.users > 0) return
          shared.delete(key)
          entry.channel.close()
        },
      }
    },
    toSandbox(providerId, sink, startedAt) {
      const way = openRecord(context, providerId, sink)
      return { ...way, channel: withFaults({ ...context, startedAt }, way.channel) }
    },
    toRecord: (providerId, sink) => openRecord(context, providerId, sink),
  }
}

const openRecord = (
  context: EngineContext,
  providerId: string,
  sink: (mail: SinkMail) => void,
): Way => {
  const provider = find(context, providerId)
  const { kind, open } = opener(context, provider)
  const { credentials, options } = openSettings(kind, provider, context.vault)
  const channel = open(
    { ...credentials, ...options },
    {
      http: createRecording({ reply: kind.sandboxReply, record: sink }),
      sink,
      clock: context.origin.clock,
    },
  )
  return {
    channel,
    isCurrent: () => isUnchanged(context, provider),
    release: () => channel.close(),
  }
}

const isUnchanged = ({ store }: EngineContext, { id, updatedAt }: StoredProvider): boolean =>
  store.providers.get(id)?.updatedAt === updatedAt

const find = ({ store }: EngineContext, providerId: string): StoredProvider => {
  const provider = store.providers.get(providerId)
  const obstacle = obstacleOf(provider)
  if (!provider || obstacle !== undefined) throw unusable(obstacle ?? gone)
  return provider
}

/** Why a provider may not be used now, for people; undefined when it may. */
export const obstacleTo = ({ store }: EngineContext, providerId: string): string | undefined =>
  obstacleOf(store.providers.get(providerId))

const gone = 'The provider does not exist any more. Nothing was sent through it.'

const obstacleOf = (provider: StoredProvider | undefined): string | undefined => {
  if (!provider) return gone
  return provider.enabled
    ? undefined
    : `${provider.name} is switched off. Nothing was sent through it.`
}

/** Opens a channel of a stored provider, enabled or not; throws `ProviderError` with words for people. */
export const openLive = (context: EngineContext, provider: StoredProvider): Channel => {
  const { kind, open } = opener(context, provider)
  const { credentials, options, missing } = openSettings(kind, provider, context.vault)
  if (missing.length > 0)
    throw new ProviderError(
      'auth',
      'provider',
      `The stored secret of ${provider.name} cannot be read on this computer. Enter it again in the provider’s settings. Nothing was sent.`,
    )
  const environment: ProviderEnvironment = {
    http: openHttp(context.vendorUrls[kind.kind]),
    clock: context.origin.clock,
    tokens: context.tokens,
  }
  return open({ ...credentials, ...options }, environment)
}

const opener = (
  { registry }: EngineContext,
  provider: StoredProvider,
): { kind: Provider; open: NonNullable<Provider['open']> } => {
  const kind = registry.get(provider.provider)
  if (!kind?.open)
    throw unusable(
      `Sendwright’s engine cannot deliver through ${kind?.name ?? provider.provider} yet. Nothing was sent.`,
    )
  return { kind, open: kind.open }
}

const unusable = (message: string): ProviderError =>
  new ProviderError('validation', 'provider', message)
