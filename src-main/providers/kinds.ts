import type { FormSchema, ProviderKind } from '@contract/forms'
import { z } from 'zod'
import type { ProviderRegistry } from './index'
import { createRegistry } from './index'
import type { Provider } from './provider'

/** Every vendor as forms and checks need to know it: email first, then by name. */
export const providerKinds = (registry: ProviderRegistry = createRegistry()): ProviderKind[] =>
  registry.all().map(toKind).sort(byTypeAndName)

const toKind = ({ kind, type, name, settings, needed, open }: Provider): ProviderKind => {
  const { properties, required } = z.toJSONSchema(settings, { io: 'input', override })
  return {
    kind,
    type,
    name,
    // The settings of a provider file keep to the subset that `FormSchema` describes; a test checks it.
    settings: { type: 'object', properties, required } as FormSchema,
    needed,
    delivers: open !== undefined,
  }
}

// zod drops the default of a field that also transforms its input; the form starts with it all the same.
const override: z.core.ToJSONSchemaParams['override'] = ({ zodSchema, jsonSchema }) => {
  const meta = z.globalRegistry.get(zodSchema)
  if (meta?.default !== undefined) jsonSchema.default = meta.default as typeof jsonSchema.default
}

const types: readonly string[] = ['email', 'sms', 'push']

const byTypeAndName = (a: ProviderKind, b: ProviderKind): number =>
  types.indexOf(a.type) - types.indexOf(b.type) ||
  Number(b.delivers) - Number(a.delivers) ||
  a.name.localeCompare(b.name)
