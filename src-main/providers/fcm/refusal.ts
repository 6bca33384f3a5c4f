import { z } from 'zod'
import type { Answer } from '../http/answer'
import { textAt } from '../http/answer'
import type { Meaning } from '../http/refusal'

const detail = z.looseObject({
  errorCode: z.string().optional(),
  fieldViolations: z
    .array(z.looseObject({ field: z.string().optional(), description: z.string().optional() }))
    .catch([]),
})

const refusal = z.looseObject({
  error: z.looseObject({
    message: z.string().default(''),
    status: z.string().default(''),
    details: z.array(detail).catch([]),
  }),
})

type Refusal = z.output<typeof refusal>['error']

const read = (body: unknown): Refusal | undefined => refusal.safeParse(body).data?.error

/** What FCM's own error code means: https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode */
const meanings: Readonly<Record<string, Meaning>> = {
  UNREGISTERED: { category: 'expired', scope: 'recipient' },
  // The token belongs to another Firebase project.
  SENDER_ID_MISMATCH: { category: 'rejected', scope: 'recipient' },
  QUOTA_EXCEEDED: { category: 'rate_limit', scope: 'provider' },
  UNAVAILABLE: { category: 'server', scope: 'recipient' },
  INTERNAL: { category: 'server', scope: 'recipient' },
  // The key for Apple or for browsers that is stored with Firebase; tokens of Android are not concerned.
  THIRD_PARTY_AUTH_ERROR: { category: 'auth', scope: 'recipient' },
}

/** The meaning of an answer; `undefined` where its status says it. */
export const toMeaning = ({ status, body }: Answer): Meaning | undefined => {
  // The token service puts a word in its place, such as `invalid_grant`.
  if (textAt(body, 'error') !== undefined)
    return status < 500 && status !== 429 ? { category: 'auth', scope: 'provider' } : undefined
  const error = read(body)
  if (!error) return undefined
  const code = codeOf(error)
  if (code === 'INVALID_ARGUMENT' && isAboutToken(error))
    return { category: 'rejected', scope: 'recipient' }
  return code === undefined ? undefined : meanings[code]
}

const codeOf = ({ details }: Refusal): string | undefined =>
  details.find(({ errorCode }) => errorCode !== undefined)?.errorCode

/** Whether the only thing wrong is the device's token. */
export const isAboutToken = ({ details, message }: Refusal): boolean =>
  details.some(({ fieldViolations }) =>
    fieldViolations.some(({ field }) => field === 'message.token'),
  ) || /registration token/i.test(message)

/** Whether FCM took everything but the token, which tells that the credentials are good. */
export const objectsToToken = ({ body }: Answer): boolean => {
  const error = read(body)
  return error !== undefined && (codeOf(error) === 'UNREGISTERED' || isAboutToken(error))
}

/** FCM's own words, or the token service's. */
export const reasonOf = ({ body }: Answer): string | undefined => {
  const error = read(body)
  if (!error) return textAt(body, 'error_description') ?? textAt(body, 'error')
  const code = codeOf(error) ?? error.status
  const violations = error.details.flatMap(({ fieldViolations }) =>
    fieldViolations.map(({ field, description }) =>
      [field, description].filter(Boolean).join(': '),
    ),
  )
  const words = [error.message, ...violations].filter((text) => text !== '').join(' ')
  return [code, words].filter((text) => text !== '').join(': ') || undefined
}
