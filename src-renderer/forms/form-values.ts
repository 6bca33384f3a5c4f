import type { FormField, FormSchema } from '@contract/forms'
import {
  controlName,
  isJson,
  isNumeric,
  visibleFields,
  type FormValue,
  type FormValues,
} from './form-field'

/** Settings as they are stored and sent: JSON values by field name. */
export type Settings = Readonly<Record<string, unknown>>

const isScalar = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number'

/** What a control starts with. Stored secrets start empty: they are replaced, never read. */
const initialValue = (field: FormField, stored: unknown): FormValue => {
  if (field.secret) return ''
  if (field.type === 'boolean') {
    if (typeof stored === 'boolean') return stored
    return field.default === true
  }
  if (field.enum) {
    const choice = field.enum.find(
      (value) => String(value).toLowerCase() === String(stored).toLowerCase(),
    )
    // Appwrite stores the choice `none` as an empty text.
    const none = stored === '' ? field.enum.find((value) => value === 'none') : undefined
    return choice ?? none ?? (isScalar(field.default) ? field.default : undefined)
  }
  if (isJson(field)) return stored === undefined ? '' : JSON.stringify(stored, undefined, 2)
  const value = stored ?? field.default
  return isScalar(value) ? String(value) : ''
}

/** What the controls hold before anybody touched them; `stored` is empty for something new. */
export const initialValues = (schema: FormSchema, stored: Settings = {}): FormValues =>
  Object.fromEntries(
    Object.entries(schema.properties).map(([name, field]) => [
      name,
      initialValue(field, stored[name]),
    ]),
  )

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** What is sent for a control's value; `undefined` when it is empty. Text that is no number stays text. */
export const toSetting = (field: FormField, value: FormValue): unknown => {
  if (typeof value !== 'string') return value
  const text = field.secret ? value : value.trim()
  if (text.trim() === '') return undefined
  if (isJson(field)) return readJson(text)
  return isNumeric(field) && Number.isFinite(Number(text)) ? Number(text) : text
}

/** Everything that was entered, for something new. Hidden fields are left out. */
export const enteredSettings = (schema: FormSchema, values: FormValues): Settings =>
  Object.fromEntries(
    visibleFields(schema, values)
      .map(([name, field]) => [name, toSetting(field, values[name])] as const)
      .filter(([, setting]) => setting !== undefined),
  )

/** Whether a control would send something else than before. */
export const isChanged = (field: FormField, before: FormValue, now: FormValue): boolean =>
  JSON.stringify(toSetting(field, before)) !== JSON.stringify(toSetting(field, now))

/** Only what differs from the start, for something that exists; secrets only when they were replaced. */
export const changedSettings = (
  schema: FormSchema,
  before: FormValues,
  values: FormValues,
): Settings =>
  Object.fromEntries(
    visibleFields(schema, values)
      .filter(([name, field]) => isChanged(field, before[name], values[name]))
      .map(([name, field]) => [name, toSetting(field, values[name])] as const)
      .filter(([, setting]) => setting !== undefined),
  )

/** Whether anything would be lost by closing the form. */
export const hasChanges = (schema: FormSchema, before: FormValues, values: FormValues): boolean =>
  Object.entries(schema.properties).some(([name, field]) =>
    isChanged(field, before[name], values[name]),
  )

/** The fields of `needed` that have neither a value nor, for secrets, something stored. */
export const missingFields = (
  schema: FormSchema,
  needed: readonly string[],
  values: FormValues,
  stored: Settings = {},
): readonly string[] =>
  needed.filter((name) => {
    const field = schema.properties[name]
    if (!field) return false
    return toSetting(field, values[name]) === undefined && !(field.secret && isSet(stored[name]))
  })

/** Whether something is stored, whatever it is. */
export const isSet = (stored: unknown): boolean =>
  stored !== undefined && stored !== null && stored !== ''

/** Whether an empty control means that the setting is not given: only then "optional" makes sense. */
export const canBeEmpty = (field: FormField): boolean =>
  !['switch', 'segments'].includes(controlName(field)) && field.default === undefined
