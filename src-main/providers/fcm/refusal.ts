import { z } from 'zod'
import type { Answer } from '../http/answer'
import { textAt } from '../http/answer'
import type { Meaning } from '../http/refusal'

const detail = z.looseObject({
  errorCode: z.string().optional(),
  /** A quota that was exceeded. */
  violations: z
    .array(z.looseObject({ subject: z.string().optional(), description: z.string().optional() }))
    .catch([]),
  retryDelay: z.string().optional(),
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
  if (status === 400 && isAboutToken(error)) return { category: 'rejected', scope: 'recipient' }
  // All but the token is the same for everybody.
  if (status === 400 && namesFields(error)) return { category: 'validation', scope: 'provider' }
  if (status === 429 && isAboutDevice(error)) return { category: 'rate_limit', scope: 'recipient' }
  return code === undefined ? undefined : meanings[code]
}

const minuteMs = 60_000

/**
 * How long Google asks to wait: in a header, in its answer, or for a minute, which is the least after
 * too many messages. Too many to one device hold nobody else up.
 * https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode
 */
export const waitOf = ({ status, body }: Answer, asked: number | undefined): number | undefined => {
  const error = read(body)
  if (status === 429 && error && isAboutDevice(error)) return undefined
  const seconds = error?.details.map(({ retryDelay }) => retryDelay).find(Boolean)
  const told = Number.parseFloat(seconds ?? '') * 1000
  return asked ?? (told >= 0 ? Math.ceil(told) : status === 429 ? minuteMs : undefined)
}

const codeOf = ({ details }: Refusal): string | undefined =>
  details.find(({ errorCode }) => errorCode !== undefined)?.errorCode

/** Whether the only thing wrong is the device's token. */
export const isAboutToken = ({ details, message }: Refusal): boolean =>
  details.some(({ fieldViolations }) =>
    fieldViolations.some(({ field }) => field === 'message.token'),
  ) || /registration token/i.test(message)

const namesFields = ({ details }: Refusal): boolean =>
  details.some(({ fieldViolations }) => fieldViolations.some(({ field }) => Boolean(field)))

/** Whether it is one device that gets too much. */
const isAboutDevice = ({ details }: Refusal): boolean =>
  details.some(({ violations }) =>
    violations.some((quota) => /\bdevice/i.test(`${quota.subject} ${quota.description}`)),
  )

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
