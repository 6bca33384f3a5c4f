import { ApiError } from '@contract/errors'

/** Errors that name no field, and the field they are about. */
const fieldOf: Readonly<Record<string, 'email' | 'phone'>> = {
  general_invalid_email: 'email',
  general_invalid_phone: 'phone',
}

/**
 * A refusal of a person with the field it is about, so that it can be shown there. "Exists already" is
 * about the one address that was sent, when there was just one.
 */
export const personRefusal = (
  error: ApiError,
  sent: { readonly email?: string; readonly phone?: string; readonly userId?: string },
): ApiError => {
  if (error.param === 'number') return new ApiError({ ...error.toBody(), param: 'phone' })
  if (error.param !== undefined) return error
  const known = fieldOf[error.type]
  if (known) return new ApiError({ ...error.toBody(), param: known })
  const isTaken =
    error.type === 'user_already_exists' || error.type === 'user_target_already_exists'
  if (!isTaken || sent.userId || (sent.email && sent.phone)) return error
  return new ApiError({ ...error.toBody(), param: sent.email ? 'email' : 'phone' })
}

/** Refusals of a target that name no field and are about what identifies it. */
const identifierErrors: readonly string[] = [
  'general_invalid_email',
  'general_invalid_phone',
  'user_target_already_exists',
]

/** A refusal of a target with the field it is about. */
export const targetRefusal = (error: ApiError): ApiError => {
  if (error.param !== undefined) return error
  if (identifierErrors.includes(error.type)) {
    return new ApiError({ ...error.toBody(), param: 'identifier' })
  }
  const isProvider = error.type === 'provider_not_found' || error.type === 'provider_incorrect_type'
  return isProvider ? new ApiError({ ...error.toBody(), param: 'providerId' }) : error
}
