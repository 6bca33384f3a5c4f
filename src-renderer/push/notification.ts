import type { PushPair } from '@contract/draft-fields'
import type { PushContent } from '@contract/drafts'
import { isSilent as isSilentPush, type Notification } from '@contract/push/notification'

/** The data with what cannot be read yet as text. */
const dataOf = (pairs: readonly PushPair[]): Record<string, unknown> =>
  Object.fromEntries(
    pairs
      .filter(({ name }) => name.trim() !== '')
      .map(({ name, value, type }): [string, unknown] => [
        name.trim(),
        type === 'json' ? jsonOrText(value) : value,
      ]),
  )

const jsonOrText = (text: string): unknown => {
  const value = parseJson(text)
  return value === undefined ? text : value
}

/** The value of a JSON text; undefined when it is none. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The number on the app's icon; undefined when none is set or it is no whole number. */
export const badgeOf = ({ badge }: Pick<PushContent, 'badge'>): number | undefined =>
  /^\d{1,9}$/.test(badge.trim()) ? Number(badge) : undefined

/** What a push message will say once its picture has an address; what is empty says nothing. */
export const toNotification = (content: PushContent, imageUrl: string): Notification => {
  const { title, body, action, icon, sound, color, tag } = content
  const { contentAvailable, critical, priority } = content
  const texts = { title, body, action, icon, sound, color, tag, image: imageUrl }
  const given = Object.entries(texts).filter(([, text]) => text !== '')
  return {
    ...Object.fromEntries(given),
    ...{ data: dataOf(content.data), badge: badgeOf(content) },
    ...{ contentAvailable, critical, priority },
  }
}

/** Whether the phone only wakes the app up: nothing is shown, nothing sounds. */
export const isSilent = (content: PushContent): boolean => isSilentPush(toNotification(content, ''))
