import type { FormField, FormSchema } from '@contract/forms'

/** What a control holds. Numbers and JSON are held as they were typed, so that nothing typed is lost. */
export type FormValue = string | number | boolean | undefined

/** What the controls of a form hold, by field name. */
export type FormValues = Readonly<Record<string, FormValue>>

/** More choices than this do not fit side by side. */
const mostSegments = 4

/** Whether the setting is a number, however it is typed. */
export const isNumeric = (field: FormField): boolean =>
  field.type === 'number' || field.type === 'integer'

/** Whether the setting is a JSON object, however it is entered. */
export const isJson = (field: FormField): boolean =>
  field.type === 'object' || field.widget === 'json'

/** The name of the control that draws a field: the one it asks for, or the one that suits its type. */
export const controlName = (field: FormField): string => {
  if (field.widget) return field.widget
  if (field.secret) return 'password'
  if (field.enum) return field.enum.length > mostSegments ? 'select' : 'segments'
  if (field.type === 'boolean') return 'switch'
  if (isNumeric(field)) return 'number'
  if (field.type === 'object') return 'json'
  return field.type === 'array' ? 'list' : 'text'
}

/** One choice of an enumeration, or of a switch that is drawn with words. */
export interface FormChoice {
  readonly value: string | number
  readonly label: string
}

/** The choices of a field, in its own order and words. */
export const fieldChoices = (field: FormField): readonly FormChoice[] =>
  (field.enum ?? []).map((value) => ({
    value,
    label: field.choices?.[String(value)] ?? String(value),
  }))

/** The fields that are shown now, in order: those without a condition, and those whose condition holds. */
export const visibleFields = (
  schema: FormSchema,
  values: FormValues,
): readonly (readonly [name: string, field: FormField])[] =>
  Object.entries(schema.properties).filter(
    ([, { when }]) => when === undefined || values[when.field] === when.is,
  )
