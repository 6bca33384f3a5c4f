import { Validator, type OutputUnit, type Schema } from '@cfworker/json-schema'
import type { FormField, FormSchema } from '@contract/forms'
import { isJson, isNumeric, visibleFields, type FormValues } from './form-field'
import { idPattern } from './id-field'
import { initialValues, isChanged, isSet, toSetting, type Settings } from './form-values'

/** What is wrong with a field: a key under `forms.problem` and what its sentence names. */
export interface FormProblem {
  readonly key: string
  readonly params?: Readonly<Record<string, string | number>>
}

/** The problems of a form, by field name. */
export type FormProblems = Readonly<Record<string, FormProblem>>

/** The most telling keyword first; `anyOf` and the like only repeat what their parts say. */
const order = ['type', 'enum', 'format', 'minLength', 'maxLength', 'pattern', 'minimum', 'maximum']

const validators = new WeakMap<FormField, Validator>()

const validatorOf = (field: FormField): Validator => {
  const known = validators.get(field)
  if (known) return known
  // A field is a JSON Schema with annotations, which validators pass over.
  const created = new Validator(field as unknown as Schema, '2020-12', false)
  validators.set(field, created)
  return created
}

/** The value of the keyword that failed, found by its place in the schema: `#/anyOf/1/minLength`. */
const limitAt = (field: FormField, location: string): string | number => {
  const value = location
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (part, key) =>
        typeof part === 'object' && part !== null ? Reflect.get(part, key) : undefined,
      field,
    )
  return typeof value === 'number' ? value : String(value)
}

/** What an address lacks. */
const emailProblem = (value: string): FormProblem => {
  if (/\s/.test(value)) return { key: 'emailSpace' }
  const [name, host, more] = value.split('@')
  if (!name || !host || more !== undefined) return { key: 'email' }
  return host.includes('.') ? { key: 'email' } : { key: 'emailEnding' }
}

const wrongType = (field: FormField): FormProblem => {
  if (isJson(field)) return { key: 'json' }
  if (field.type === 'integer') return { key: 'integer' }
  return isNumeric(field) ? { key: 'number' } : { key: 'choose' }
}

/** An error of the validator in words for people. */
const explain = (field: FormField, value: unknown, error: OutputUnit): FormProblem => {
  const limit = limitAt(field, error.keywordLocation)
  const label = field.label ?? ''
  switch (error.keyword) {
    case 'type':
      return wrongType(field)
    case 'enum':
      return { key: 'choose' }
    case 'minimum':
    case 'maximum':
    case 'minLength':
    case 'maxLength':
      return { key: error.keyword, params: { label, limit } }
    case 'format':
    case 'pattern':
      if (limitAt(field, error.keywordLocation.replace(/\w+$/, 'format')) === 'email') {
        return emailProblem(String(value))
      }
      // Only international phone numbers begin with a plus.
      if (String(limit).startsWith('^\\+')) return { key: 'phone' }
      if (limit === idPattern) return { key: 'id' }
      break
  }
  return field.placeholder
    ? { key: 'like', params: { example: field.placeholder } }
    : { key: 'invalid' }
}

/** What is wrong with one entered setting. */
export const settingProblem = (field: FormField, setting: unknown): FormProblem | undefined => {
  if (isJson(field) && (typeof setting !== 'object' || setting === null)) return { key: 'json' }
  const { valid, errors } = validatorOf(field).validate(setting)
  if (valid) return undefined
  const worst = order
    .map((keyword) => errors.find((error) => error.keyword === keyword))
    .find((error) => error !== undefined)
  return worst ? explain(field, setting, worst) : { key: 'invalid' }
}

/** What a form about something that exists starts from. */
export interface StoredForm {
  /** What is stored now; its secrets count as given. */
  readonly stored: Settings
  /** The fields that may be emptied. Most cannot: the API reads an empty value as "leave it" (behaviour 2.4). */
  readonly emptiable?: readonly string[]
}

/**
 * Everything that is wrong with what was entered; `existing` is absent for something new. What is stored
 * and was left alone is never wrong: a server may know more forms of it than this schema.
 */
export const formProblems = (
  schema: FormSchema,
  values: FormValues,
  existing?: StoredForm,
): FormProblems => {
  const problems: Record<string, FormProblem> = {}
  const before = existing && initialValues(schema, existing.stored)
  for (const [name, field] of visibleFields(schema, values)) {
    if (isSet(existing?.stored[name]) && !isChanged(field, before?.[name], values[name])) continue
    const setting = toSetting(field, values[name])
    const problem =
      setting === undefined
        ? emptyProblem(schema, name, field, existing)
        : settingProblem(field, setting)
    if (problem) problems[name] = problem
  }
  return problems
}

const emptyProblem = (
  schema: FormSchema,
  name: string,
  field: FormField,
  existing?: StoredForm,
): FormProblem | undefined => {
  const wasSet = isSet(existing?.stored[name])
  if (field.secret && wasSet) return undefined
  if (schema.required?.includes(name))
    return { key: 'required', params: { label: field.label ?? '' } }
  return wasSet && !existing?.emptiable?.includes(name) ? { key: 'cannotEmpty' } : undefined
}
