import { isSilent, type Notification } from './notification'

type Fields = Readonly<Record<string, unknown>>

/**
 * A push message in Apple's words. `data` stands beside `aps`, where apps look for it; an image is left
 * to an extension of the app, which `mutable-content` wakes and which finds the address under `image`.
 * What shows nothing wakes the app in any case: no phone would hand the data to it otherwise.
 * Icon, colour and tag are Android's.
 * https://developer.apple.com/documentation/usernotifications/generating-a-remote-notification
 */
export const toApplePayload = (notification: Notification): Fields => {
  const { title, body, data, action, image, badge, contentAvailable } = notification
  const sound = soundOf(notification)
  return {
    aps: {
      ...((title ?? body) !== undefined && { alert: withoutGaps({ title, body }) }),
      ...withoutGaps({ badge, sound, category: action }),
      ...((contentAvailable || isSilent(notification)) && { 'content-available': 1 }),
      ...(image !== undefined && { 'mutable-content': 1 }),
    },
    ...withoutGaps({ image }),
    ...data,
  }
}

/** The headers that depend on the message: Apple refuses background pushes of high priority. */
export const toAppleHeaders = (notification: Notification): Record<string, string> => {
  const isBackground = isSilent(notification)
  const isHigh = notification.priority === 'high' && !isBackground
  return {
    'apns-push-type': isBackground ? 'background' : 'alert',
    'apns-priority': isHigh ? '10' : '5',
  }
}

/** A critical alert sounds although the phone is muted, at full volume. */
export const soundOf = ({ critical, sound }: Notification): unknown =>
  critical ? { critical: 1, name: sound ?? 'default', volume: 1 } : sound

/** Whether a name in `data` means something else to Apple. */
export const isReservedByApple = (name: string): boolean => name === 'aps'

/** Without what is `undefined`. */
const withoutGaps = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
