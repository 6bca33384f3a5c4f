import { z } from 'zod'
import { mostPushBytes, type Notification } from '@contract/push/notification'
import { ProviderError } from '../errors'
import type { Content } from '../outgoing'

/** Empty text says nothing: an update may leave it behind. */
const text = z
  .string()
  .transform((value) => value || undefined)
  .optional()

/** A push message as the API stores it; what a vendor has no word for it leaves out. */
const notification = z.object({
  title: text,
  body: text,
  data: z.record(z.string(), z.unknown()).default({}),
  action: text,
  image: z
    .object({ url: z.string() })
    // Without a server nobody could fetch it, and it has no address.
    .transform(({ url }) => url || undefined)
    .optional(),
  icon: text,
  sound: text,
  color: text,
  tag: text,
  // The API takes it as text or as a number, and a negative one for none.
  badge: z.coerce
    .number()
    .transform((count) => (Number.isInteger(count) && count >= 0 ? count : undefined))
    .optional(),
  contentAvailable: z.boolean().default(false),
  critical: z.boolean().default(false),
  priority: z.enum(['normal', 'high']).default('high'),
})

/** Reads a push message; throws `ProviderError` for anything else and for one with nothing in it. */
export const toNotification = (content: Content, vendor: string): Notification => {
  if (content.type !== 'push')
    throw new ProviderError('validation', 'provider', `${vendor} sends push messages only.`)
  const { data: given, success } = notification.safeParse(content.data)
  if (!success)
    throw new ProviderError('validation', 'provider', `The stored message is damaged. ${nothing}`)
  const { title, body, data, contentAvailable } = given
  const isEmpty = title === undefined && body === undefined && Object.keys(data).length === 0
  if (isEmpty && !contentAvailable)
    throw new ProviderError(
      'validation',
      'provider',
      `The message is empty: give it a title, a body or data. ${nothing}`,
    )
  return given
}

/** Throws `ProviderError` for a message that is too large; nothing has left then. */
export const checkPayload = (vendor: string, payload: string): void => {
  const bytes = Buffer.byteLength(payload)
  if (bytes <= mostPushBytes) return
  throw new ProviderError(
    'validation',
    'provider',
    `The message has ${bytes} bytes; ${vendor} takes at most ${mostPushBytes}. Shorten its text or its data. ${nothing}`,
  )
}

/** Throws `ProviderError` for names in `data` that mean something else to the vendor. */
export const checkDataNames = (
  vendor: string,
  { data }: Notification,
  isReserved: (name: string) => boolean,
): void => {
  const name = Object.keys(data).find(isReserved)
  if (name === undefined) return
  throw new ProviderError(
    'validation',
    'provider',
    `${vendor} keeps the name “${name}” to itself: give this entry of the data another one. ${nothing}`,
  )
}

const nothing = 'Nothing was sent.'
