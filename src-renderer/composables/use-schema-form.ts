import type { ApiError } from '@contract/errors'
import type { FormSchema } from '@contract/forms'
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { FormValue, FormValues } from '@/forms/form-field'
import { formProblems, type StoredForm } from '@/forms/form-problem'
import {
  changedSettings,
  enteredSettings,
  hasChanges,
  initialValues,
  type Settings,
} from '@/forms/form-values'

/** One form: what was entered, what is wrong with it, and what of it would be sent. */
export interface SchemaForm {
  readonly schema: ComputedRef<FormSchema>
  readonly values: Readonly<ShallowRef<FormValues>>
  /** What is stored; empty for something new. */
  readonly stored: ComputedRef<Settings>
  /** The sentences to show, by field: of fields that were left or tried to be sent. */
  readonly messages: ComputedRef<Readonly<Record<string, string>>>
  /** The fields that were left once. */
  readonly touched: Readonly<Ref<ReadonlySet<string>>>
  readonly isDirty: ComputedRef<boolean>
  /** True when nothing is wrong, shown or not. */
  readonly isValid: ComputedRef<boolean>
  set(name: string, value: FormValue): void
  touch(name: string): void
  /** Shows everything that is wrong; true when nothing is. */
  check(): boolean
  /** Shows a refusal under the field that it names; false when it names none of this form's. */
  refuse(error: ApiError): boolean
  /** Starts again from what is stored now. */
  reset(): void
  entered(): Settings
  changed(): Settings
}

/** Holds a form drawn from `schema`; `existing` answers undefined for something new. */
export const useSchemaForm = (
  schema: () => FormSchema,
  existing: () => StoredForm | undefined = () => undefined,
): SchemaForm => {
  const { t } = useI18n()
  const current = computed(schema)
  const stored = computed<Settings>(() => existing()?.stored ?? {})
  const before = shallowRef(initialValues(schema(), stored.value))
  const values = shallowRef<FormValues>(before.value)
  const touched = ref<ReadonlySet<string>>(new Set())
  const refusals = ref<Readonly<Record<string, string>>>({})

  const problems = computed(() => formProblems(current.value, values.value, existing()))
  const messages = computed(() => {
    const shown = Object.entries(problems.value)
      .filter(([name]) => touched.value.has(name))
      .map(([name, { key, params }]) => [name, t(`forms.problem.${key}`, { ...params })] as const)
    return { ...Object.fromEntries(shown), ...refusals.value }
  })

  const set = (name: string, value: FormValue): void => {
    values.value = { ...values.value, [name]: value }
    refusals.value = Object.fromEntries(
      Object.entries(refusals.value).filter(([refused]) => refused !== name),
    )
  }
  const touch = (name: string): void => {
    if (!touched.value.has(name)) touched.value = new Set([...touched.value, name])
  }
  const check = (): boolean => {
    touched.value = new Set(Object.keys(current.value.properties))
    return Object.keys(messages.value).length === 0
  }
  const refuse = ({ param, message }: ApiError): boolean => {
    if (param === undefined || !Object.hasOwn(current.value.properties, param)) return false
    refusals.value = { ...refusals.value, [param]: message }
    return true
  }
  const reset = (): void => {
    before.value = initialValues(current.value, stored.value)
    values.value = before.value
    touched.value = new Set()
    refusals.value = {}
  }

  return {
    schema: current,
    values,
    stored,
    messages,
    touched,
    isDirty: computed(() => hasChanges(current.value, before.value, values.value)),
    isValid: computed(() => Object.keys(problems.value).length === 0),
    set,
    touch,
    check,
    refuse,
    reset,
    entered: () => enteredSettings(current.value, values.value),
    changed: () => changedSettings(current.value, before.value, values.value),
  }
}
