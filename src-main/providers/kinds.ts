import type { FormSchema, ProviderKind } from '@contract/forms'
import { z } from 'zod'
import type { ProviderRegistry } from './index'
import { createRegistry } from './index'
import type { Provider } from './provider'

/** Every vendor as forms and checks need to know it: email first, then by name. */
export const providerKinds = (registry: ProviderRegistry = createRegistry()): ProviderKind[] =>
  registry.all().map(toKind).sort(byTypeAndName)

const toKind = ({ kind, type, name, settings, needed, update, open }: Provider): ProviderKind => {
  const form = toForm(settings)
  return {
    kind,
    type,
    name,
    settings: form,
    ...(update && { update: withRules(form, toForm(z.object(update)).properties) }),
    needed,
    delivers: open !== undefined,
  }
}

const toForm = (settings: z.ZodObject): FormSchema => {
  const { properties, required } = z.toJSONSchema(settings, { io: 'input', override })
  // The settings of a provider file keep to the subset that `FormSchema` describes; a test checks it.
  return { type: 'object', properties, required } as FormSchema
}

/** The rules of a form field; everything else of it is words and looks. */
const ruleNames: readonly string[] = [
  ...['type', 'enum', 'minLength', 'maxLength', 'minimum', 'maximum', 'pattern', 'format'],
]

/** The form with other rules for some of its fields; their words stay, where they are not given anew. */
const withRules = (form: FormSchema, changed: FormSchema['properties']): FormSchema => {
  const fields = Object.entries(form.properties).map(([name, field]) => {
    const other = changed[name]
    if (!other) return [name, field]
    const words = Object.entries(field).filter(([key]) => !ruleNames.includes(key))
    return [name, { ...Object.fromEntries(words), ...other }]
  })
  return { ...form, properties: Object.fromEntries(fields) }
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
