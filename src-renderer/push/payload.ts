import type { PushContent } from '@contract/drafts'
import { badgeOf, dataOf, isSilent } from './notification'
import type { Platform } from './platforms'

type Fields = Readonly<Record<string, unknown>>

/** Bytes that Apple and Google take at most. */
export const payloadLimit = 4096

/** The body of the request to Apple. `imageUrl` is known once the message exists. */
export const applePayload = (content: PushContent, imageUrl: string): Fields => {
  const { title, body, action } = content
  return prune({
    aps: {
      alert: { title, body },
      badge: badgeOf(content),
      sound: soundOf(content),
      category: action,
      'content-available': content.contentAvailable ? 1 : undefined,
      'mutable-content': imageUrl === '' ? undefined : 1,
    },
    image: imageUrl,
    ...dataOf(content.data),
  })
}

/** The message for Google, for whichever platform a token turns out to belong to. */
export const googleMessage = (content: PushContent, imageUrl: string): Fields => {
  const { title, body, action, icon, color, sound, tag, priority } = content
  const image = imageUrl
  const silent = isSilent(content)
  return prune({
    data: textsOf(dataOf(content.data)),
    notification: { title, body },
    android: {
      priority: priority.toUpperCase(),
      notification: { icon, color, sound, tag, click_action: action, image },
    },
    apns: {
      headers: { 'apns-priority': priority === 'high' && !silent ? '10' : '5' },
      payload: {
        aps: {
          badge: badgeOf(content),
          sound: soundOf(content),
          category: action,
          'content-available': content.contentAvailable ? 1 : undefined,
          'mutable-content': image === '' ? undefined : 1,
        },
      },
      fcm_options: { image },
    },
    webpush: {
      headers: { Urgency: priority },
      notification: { icon, image, tag },
      fcm_options: { link: action.startsWith('https://') ? action : undefined },
    },
  })
}

/** Bytes that count against the limit: Apple counts its whole body, Google the notification and the data. */
export const payloadBytes = (
  content: PushContent,
  platform: Platform,
  imageUrl: string,
): number => {
  if (platform === 'ios') return bytesOf(applePayload(content, imageUrl))
  const { notification, data } = googleMessage(content, imageUrl)
  return bytesOf({ notification, data })
}

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length

const soundOf = ({ critical, sound }: PushContent): unknown =>
  critical ? { critical: 1, name: sound || 'default', volume: 1 } : sound

/** Google carries text only. */
const textsOf = (data: Fields): Fields =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )

/** Without empty texts, gaps, and objects that have nothing in them; `data` values stay as they are. */
const prune = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields)
      .map(([name, value]): [string, unknown] => [
        name,
        name !== 'data' && isFields(value) ? prune(value) : value,
      ])
      .filter(([, value]) => value !== undefined && value !== '' && !isEmpty(value)),
  )

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isEmpty = (value: unknown): boolean => isFields(value) && Object.keys(value).length === 0
