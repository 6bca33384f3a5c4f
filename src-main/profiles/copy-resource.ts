import type { CopiedId } from '@contract/copies'
import { ApiError } from '@contract/errors'
import type { ProviderKind } from '@contract/forms'
import { provider, type Provider } from '@contract/providers'
import { topic } from '@contract/topics'
import type { Backend } from '../backends/backend'

/** A backend with secrets in clear; never for the renderer. */
export type DirectBackend = Pick<Backend, 'call'>

/** A copy as it will be, and how it is made. */
export interface Copy {
  readonly name: string
  readonly ids: readonly CopiedId[]
  readonly hasSecrets: boolean
  /** Writes it to the other backend; answers its id there. */
  make(withSecrets: boolean): Promise<string>
}

/** A topic with its name and roles; its people are the other profile's own. */
export const copyTopic = async (
  from: DirectBackend,
  to: DirectBackend,
  topicId: string,
): Promise<Copy> => {
  const { name, subscribe } = topic.parse(await from.call('getTopic', { topicId }))
  const id = await freeId(() => to.call('getTopic', { topicId }), topicId)
  return {
    name,
    ids: [toCopiedId('topic', topicId, name, id)],
    hasSecrets: false,
    make: async () => {
      const made = await to.call('createTopic', { topicId: id ?? 'unique()', name, subscribe })
      return topic.parse(made).$id
    },
  }
}

/** A provider with its settings; secrets go along only when they are asked for. */
export const copyProvider = async (
  from: DirectBackend,
  to: DirectBackend,
  providerId: string,
  kinds: readonly ProviderKind[],
): Promise<Copy> => {
  const stored = provider.parse(await from.call('getProvider', { providerId }))
  const id = await freeId(() => to.call('getProvider', { providerId }), providerId)
  const isSecret = secretsOf(stored, kinds)
  const settings = { ...stored.credentials, ...stored.options }
  const given = Object.entries(settings).filter(([, value]) => value !== '' && value !== null)
  const hasSecrets = given.some(([key]) => isSecret(key))
  return {
    name: stored.name,
    ids: [toCopiedId('provider', providerId, stored.name, id)],
    hasSecrets,
    make: async (withSecrets) => {
      const kept = given.filter(([key]) => withSecrets || !isSecret(key))
      // Words as sender are for updates only (behaviour 2.4).
      const later = kept.filter(([key, value]) => key === 'from' && !/^\+/.test(String(value)))
      const now = kept.filter((entry) => !later.includes(entry))
      const enabled = stored.enabled && later.length === 0 && (withSecrets || !hasSecrets)
      const made = provider.parse(
        await to.call('createProvider', {
          ...{ kind: stored.provider, providerId: id ?? 'unique()', name: stored.name },
          ...Object.fromEntries(now),
          enabled,
        }),
      )
      if (later.length > 0) {
        await to.call('updateProvider', {
          ...{ kind: stored.provider, providerId: made.$id, ...Object.fromEntries(later) },
          ...(stored.enabled && (withSecrets || !hasSecrets) && { enabled: true }),
        })
      }
      return made.$id
    },
  }
}

/** Which settings are secrets; all the credentials of a kind that the app does not know. */
const secretsOf = (
  { provider: kind, credentials }: Provider,
  kinds: readonly ProviderKind[],
): ((key: string) => boolean) => {
  const fields = kinds.find((known) => known.kind === kind)?.settings.properties
  return (key) =>
    fields && Object.hasOwn(fields, key)
      ? fields[key]?.secret === true
      : Object.hasOwn(credentials, key)
}

/** The id itself while nobody has it there; `undefined` when a new one is needed. */
const freeId = async (look: () => Promise<unknown>, id: string): Promise<string | undefined> => {
  try {
    await look()
    return undefined
  } catch (error) {
    if (error instanceof ApiError && error.code === 404) return id
    throw error
  }
}

const toCopiedId = (
  kind: CopiedId['kind'],
  id: string,
  name: string,
  toId: string | undefined,
): CopiedId => ({ kind, id, name, toId: toId ?? null, how: toId === undefined ? 'new' : 'same' })
