import type { ProviderKind } from '@contract/forms'
import type { CallReply } from '@contract/index'
import type { Provider } from '@contract/providers'
import { initialValues, missingFields, type Settings } from '@/forms/form-values'

/** A provider as the list shows it. */
export interface ProviderRow {
  readonly provider: Provider
  /** The vendor's own spelling, or its slug when this version does not know it. */
  readonly vendor: string
  /** Where it sends through: host, domain, project … */
  readonly place: string
  /** False when this version's engine is known to lack the way to this vendor. */
  readonly delivers: boolean
  /** 1 for the one that is used by default; absent while it is switched off. */
  readonly order?: number
  /** Labels of the settings without which it cannot be switched on. */
  readonly missing: readonly string[]
  /** How fast and how wide it may be used; absent without a limit of ours. */
  readonly limits?: ProviderLimit
}

/** One provider's limits. */
type ProviderLimit = CallReply<'listProviderLimits'>['limits'][number]

/** The providers of one channel, in the order in which they are taken. */
export interface ProviderGroup {
  readonly type: Provider['type']
  readonly rows: readonly ProviderRow[]
  /** One of the channel's, shown or not, is switched on. */
  readonly isOn: boolean
}

const channels = ['email', 'sms', 'push'] as const

/** Everything that is stored of a provider, by field name; secrets are masked. */
export const storedSettings = (provider: Provider): Settings => ({
  ...provider.options,
  ...provider.credentials,
  name: provider.name,
})

/** Hosts, domains, addresses, bundle ids and phone numbers say where a message goes; account ids do not. */
const looksLikePlace = (value: unknown): boolean =>
  /^\+\d|^localhost|[^\s.]\.[a-z\d]/i.test(String(value))

/** The setting that says where it goes: needed ones before the others. Empty when there is none. */
export const providerPlace = (provider: Provider, kind: ProviderKind | undefined): string => {
  if (!kind) return ''
  const stored = storedSettings(provider)
  const names = Object.keys(kind.settings.properties)
  const ordered = [...kind.needed, ...names]
  const name = ordered.find((candidate) => {
    const field = kind.settings.properties[candidate]
    return field?.type === 'string' && !field.secret && looksLikePlace(stored[candidate] ?? '')
  })
  return name === undefined ? '' : String(stored[name])
}

/** Labels of the needed settings that a provider lacks. */
const missingLabels = (provider: Provider, kind: ProviderKind | undefined): readonly string[] => {
  if (!kind) return []
  const stored = storedSettings(provider)
  const values = initialValues(kind.settings, stored)
  return missingFields(kind.settings, kind.needed, values, stored).map(
    (name) => kind.settings.properties[name]?.label ?? name,
  )
}

const byAge = (a: Provider, b: Provider): number =>
  a.$createdAt.localeCompare(b.$createdAt) || a.$id.localeCompare(b.$id)

/** Groups providers by channel; enabled ones first, oldest first, as they are taken for a message. */
export const groupProviders = (
  providers: readonly Provider[],
  kinds: readonly ProviderKind[],
  limits: readonly ProviderLimit[] = [],
): readonly ProviderGroup[] =>
  channels
    .map((type) => {
      const ofChannel = providers.filter((provider) => provider.type === type).toSorted(byAge)
      const enabled = ofChannel.filter((provider) => provider.enabled)
      const off = ofChannel.filter((provider) => !provider.enabled)
      const rows = [...enabled, ...off].map((provider): ProviderRow => {
        const kind = kinds.find((candidate) => candidate.kind === provider.provider)
        const limit = limits.find(({ providerId }) => providerId === provider.$id)
        return {
          provider,
          vendor: kind?.name ?? provider.provider,
          place: providerPlace(provider, kind),
          delivers: kind?.delivers ?? true,
          ...(provider.enabled && { order: enabled.indexOf(provider) + 1 }),
          missing: provider.enabled ? [] : missingLabels(provider, kind),
          ...(limit && { limits: limit }),
        }
      })
      return { type, rows, isOn: enabled.length > 0 }
    })
    .filter(({ rows }) => rows.length > 0)

/** Which providers are wanted; empty lists want all. */
export interface ProviderFilter {
  /** In the name, the vendor, the place or the id. */
  readonly search: string
  readonly types: readonly Provider['type'][]
  readonly states: readonly ('on' | 'off')[]
}

/** Leaves out what is not wanted; the order in which providers are taken stays that of all of them. */
export const filterGroups = (
  groups: readonly ProviderGroup[],
  { search, types, states }: ProviderFilter,
): readonly ProviderGroup[] => {
  const words = search.trim().toLocaleLowerCase()
  const isWanted = ({ provider, vendor, place }: ProviderRow): boolean =>
    (states.length === 0 || states.includes(provider.enabled ? 'on' : 'off')) &&
    [provider.name, vendor, place, provider.$id].some((text) =>
      text.toLocaleLowerCase().includes(words),
    )
  return groups
    .filter(({ type }) => types.length === 0 || types.includes(type))
    .map((group) => ({ ...group, rows: group.rows.filter(isWanted) }))
    .filter(({ rows }) => rows.length > 0)
}
