import type { FormAnnotations } from '@contract/forms'
import { z } from 'zod'
import type { Provider } from '../providers/provider'
import type { Secrets, Vault } from '../secrets/vault'
import type { StoredProvider } from '../store/providers'

type Values = Readonly<Record<string, unknown>>

/** The two objects of the API, secrets included. */
export interface ProviderSettings {
  readonly credentials: Record<string, unknown>
  readonly options: Record<string, unknown>
  /** Secrets that were given once and are out of reach now; they are in neither object. */
  readonly missing: readonly string[]
}

/** How settings are kept: secrets sealed, the rest in the object that the API shows them in. */
export type SealedSettings = Pick<
  StoredProvider,
  'credentials' | 'options' | 'secretNames' | 'secrets'
>

interface Owner {
  readonly id: string
  readonly kind: Provider
  readonly vault: Vault
}

const empty: SealedSettings = { credentials: {}, options: {}, secretNames: [], secrets: null }

/** Settings of a new provider; what was not given is stored where the API always shows it. */
export const sealNew = (owner: Owner, given: Values): SealedSettings =>
  sealChanges(owner, empty, { ...owner.kind.always, ...given })

/** Lays given values over the stored ones; the others stay. Throws `desktop_secret_unavailable`. */
export const sealChanges = (
  { id, kind, vault }: Owner,
  current: SealedSettings,
  given: Values,
): SealedSettings => {
  const isSecret = (name: string): boolean => metaOf(kind, name).secret === true
  // An empty text is no secret, only the absence of one.
  const newSecrets = pick(given, (name, value) => isSecret(name) && value !== '')
  const plain = pick(given, (name, value) => !isSecret(name) || value === '')
  const inObject = (which: 'credentials' | 'options'): Values => ({
    ...pick(current[which], (name) => !Object.hasOwn(newSecrets, name)),
    ...pick(plain, (name) => metaOf(kind, name).stored === which),
  })
  const objects = { credentials: inObject('credentials'), options: inObject('options') }
  if (Object.keys(newSecrets).length === 0)
    return { ...objects, secretNames: current.secretNames, secrets: current.secrets }
  const all = { ...(current.secrets && vault.open(id, current.secrets)), ...newSecrets }
  return { ...objects, secretNames: Object.keys(all), secrets: vault.seal(id, all) }
}

/** Settings in clear, as far as the vault opens. */
export const openSettings = (
  kind: Provider,
  stored: StoredProvider,
  vault: Vault,
): ProviderSettings => {
  const secrets: Secrets = (stored.secrets && vault.open(stored.id, stored.secrets)) ?? {}
  const withSecrets = (which: 'credentials' | 'options'): Record<string, unknown> => ({
    ...stored[which],
    ...pick(secrets, (name) => metaOf(kind, name).stored === which),
  })
  return {
    credentials: withSecrets('credentials'),
    options: withSecrets('options'),
    missing: stored.secretNames.filter((name) => !Object.hasOwn(secrets, name)),
  }
}

/** Whether every needed setting is there; `false` is a value, empty text is none. */
export const hasAll = (needed: readonly string[], settings: SealedSettings): boolean =>
  needed.every((name) => {
    if (settings.secretNames.includes(name)) return true
    const value = settings.credentials[name] ?? settings.options[name]
    return value !== undefined && value !== null && value !== ''
  })

const metaOf = (kind: Provider, name: string): FormAnnotations => {
  const field = kind.settings.shape[name]
  return (field && z.globalRegistry.get(field)) ?? {}
}

const pick = (values: Values, isWanted: (name: string, value: unknown) => boolean): Values =>
  Object.fromEntries(
    Object.entries(values).filter(([name, value]) => value !== undefined && isWanted(name, value)),
  )
