import { z } from 'zod'

/** 1–36 of `A-Z a-z 0-9 . _ -`, not starting with a sign. */
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$/

const idText =
  'must be 1 to 36 letters, digits, periods, hyphens or underscores and start with a letter or digit'

/** The id of something that exists. */
export const id = z.string().regex(idPattern, idText)

/** The id of something to create; `unique()` lets the server choose. */
export const newId = z
  .string()
  .refine((value) => value === 'unique()' || idPattern.test(value), `${idText}, or be unique()`)

/** `<BUCKET_ID>:<FILE_ID>`. */
export const compoundId = z.string().refine((value) => {
  const parts = value.split(':')
  return parts.length >= 2 && parts.every((part) => idPattern.test(part))
}, 'must be a bucket id and a file id joined by a colon')

/** An error as data: an `ErrorBody`. */
export const errorBody = z.object({
  message: z.string(),
  code: z.int(),
  type: z.string(),
  param: z.string().optional(),
})

/** Text of `min` to `max` characters; characters are code points, as the server counts them. */
export const text = (min: number, max = Number.POSITIVE_INFINITY) =>
  z.string().superRefine((value, context) => {
    // The cheap bounds first: a string never has more code points than UTF-16 units.
    const length = value.length > max ? [...value].length : value.length
    if (value.length < min) {
      const message = min === 1 ? 'must not be empty' : `must be at least ${min} characters long`
      context.addIssue({ code: 'too_small', origin: 'string', minimum: min, input: value, message })
    } else if (length > max) {
      const message = `must be at most ${max} characters long`
      context.addIssue({ code: 'too_big', origin: 'string', maximum: max, input: value, message })
    }
  })

/**
 * What PHP's filter takes, which the server asks, without quoted names and numbers for a host: all letters and
 * signs of RFC 5322 before the @, and domains in any alphabet as DNS spells them (`xn--p1ai`).
 */
const emailPattern =
  /^(?!.{255})(?!.{65,}@)[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z](?:[a-z\d-]{0,61}[a-z\d])$/i

/** One valid address. */
export const email = z.email({ pattern: emailPattern, error: 'must be a valid email address' })

/** E.164: a plus and 7 to 15 digits. */
export const phone = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number such as +16175551212')

/** A role that may subscribe: `any`, `users/verified`, `user:<id>`, `team:<id>/<role>` … (behaviour 9.1). */
export const role = z
  .string()
  .regex(
    /^(any|guests|users(\/(un)?verified)?|user:[A-Za-z0-9][\w.-]{0,35}(\/(un)?verified)?|team:[A-Za-z0-9][\w.-]{0,35}(\/[\w.-]{1,36})?|member:[A-Za-z0-9][\w.-]{0,35}|label:[A-Za-z0-9]{1,36})$/,
    'must be a role such as any, users, user:<id>, team:<id> or label:<name>',
  )

/** A moment as text with a year of four digits; without a zone it is UTC. */
export const moment = z
  .string()
  .refine(
    (value) => /\b\d{4}\b/.test(value) && toMillis(value) !== undefined,
    'must be a date and time such as 2026-12-24T07:00:00.000+00:00',
  )

/** Milliseconds since 1970 of a moment's text, read as UTC when it names no zone. */
export const toMillis = (value: string): number | undefined => {
  const hasZone = /(?:[zZ]|[+-]\d{2}:?\d{2}|\b(?:UTC|GMT))$/.test(value.trim())
  const isDateOnly = /^\d{4}-\d{2}-\d{2}$/.test(value.trim())
  const millis = Date.parse(hasZone || isDateOnly ? value : `${value.trim()}Z`)
  return Number.isNaN(millis) ? undefined : millis
}

/** `true`, `false`, `1`, `0`, as a query string carries them too. */
const looseBoolean = z
  .union([z.boolean(), z.enum(['true', 'false', '1', '0'])])
  .transform((value) => value === true || value === 'true' || value === '1')

/** The three parameters that every list takes; behaviour 4. */
export const listParameters = {
  /** At most 100 query strings of at most 4,096 characters. */
  queries: z.array(text(0, 4096)).max(100, 'must hold at most 100 queries').optional(),
  search: text(1, 256).optional(),
  total: looseBoolean.optional(),
}

/** Paging alone: `limit` and `offset` queries. */
export const logParameters = { queries: listParameters.queries, total: listParameters.total }

/** Id and times that every stored thing carries. */
export const stored = { $id: z.string(), $createdAt: z.string(), $updatedAt: z.string() }

/** No content. */
export const nothing = z.undefined()
