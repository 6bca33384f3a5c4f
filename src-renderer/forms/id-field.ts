import { ApiError } from '@contract/errors'
import type { FormField } from '@contract/forms'

/** What an id of the API may be (behaviour 1.6). */
export const idPattern = '^[A-Za-z0-9][A-Za-z0-9._\\-]{0,35}$'

/** The field for the id of something new; whoever leaves it empty gets a generated one. */
export const idField = (t: (key: string) => string, label: string): FormField => ({
  type: 'string',
  pattern: idPattern,
  label,
  placeholder: t('forms.idGenerated'),
  help: t('forms.idHelp'),
})

/** The id to send: what was entered, or leave to choose one. */
export const newId = (entered: unknown): string =>
  typeof entered === 'string' && entered !== '' ? entered : 'unique()'

/** A refusal with the field that it is about, as far as `fields` knows it by its type. */
export const refusalAt = (error: ApiError, fields: Readonly<Record<string, string>>): ApiError => {
  const param = error.param ?? fields[error.type]
  return param === undefined ? error : new ApiError({ ...error.toBody(), param })
}
