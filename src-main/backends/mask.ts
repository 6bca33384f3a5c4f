import { apiError } from '@contract/errors'
import type { ProviderKind } from '@contract/forms'
import { provider, providerList, type Provider } from '@contract/providers'
import { z } from 'zod'
import type { Backend } from './backend'

const dots = '••••••••'
/** A shorter secret would lose too much of itself with its last four signs. */
const shortestWithEnding = 16

/**
 * Keeps stored credentials from the renderer: in every provider that the backend answers, secrets are
 * replaced by dots. A kind that the app does not know keeps all its credentials to itself. Dots that come
 * back in an update are left out, so that the stored secret stays; in a new provider they are refused.
 */
export const maskSecrets = (backend: Backend, kinds: readonly ProviderKind[]): Backend => ({
  ...backend,
  call: async (name, input) => {
    switch (name) {
      case 'createProvider':
        refuseDots(input)
        return maskProvider(provider.parse(await backend.call(name, input)), kinds)
      case 'updateProvider':
        return maskProvider(provider.parse(await backend.call(name, withoutDots(input))), kinds)
      case 'getProvider':
        return maskProvider(provider.parse(await backend.call(name, input)), kinds)
      case 'listProviders': {
        const list = providerList.parse(await backend.call(name, input))
        return { ...list, providers: list.providers.map((item) => maskProvider(item, kinds)) }
      }
      default:
        return await backend.call(name, input)
    }
  },
})

const maskProvider = (item: Provider, kinds: readonly ProviderKind[]): Provider => {
  const fields = kinds.find(({ kind }) => kind === item.provider)?.settings.properties ?? {}
  const entries = Object.entries(item.credentials).map(([key, value]) => {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined
    const isPlain = field !== undefined && field.secret !== true
    return [key, isPlain ? value : mask(value)]
  })
  return { ...item, credentials: Object.fromEntries(entries) }
}

/** Whether a create or update of a provider brings a secret; of an unknown kind everything may be one. */
export const bringsSecret = (input: unknown, kinds: readonly ProviderKind[]): boolean => {
  const given = record.safeParse(input).data ?? {}
  const fields = kinds.find(({ kind }) => kind === given['kind'])?.settings.properties
  if (!fields) return true
  return Object.entries(fields).some(([key, field]) => field.secret === true && Boolean(given[key]))
}

/** Nothing stored stays nothing; anything else becomes dots, with its ending when it is long enough to show. */
const mask = (value: unknown): unknown => {
  if (value === null || value === undefined || value === '') return value
  if (typeof value !== 'string' || value.length < shortestWithEnding) return dots
  return `${dots}${value.slice(-4)}`
}

const isMasked = (value: unknown): boolean =>
  typeof value === 'string' && value.startsWith(dots) && value.length <= dots.length + 4

const record = z.record(z.string(), z.unknown())

const refuseDots = (input: unknown): void => {
  const [param] =
    Object.entries(record.safeParse(input).data ?? {}).find(([, value]) => isMasked(value)) ?? []
  if (param === undefined) return
  const message = 'This is the masked form of a stored secret. Enter the secret itself.'
  throw apiError('general_argument_invalid', message, { param })
}

const withoutDots = (input: unknown): unknown => {
  const given = record.safeParse(input).data
  if (!given) return input
  return Object.fromEntries(Object.entries(given).filter(([, value]) => !isMasked(value)))
}
