import { soundOf } from './apple'
import { isSilent, type Notification } from './notification'

type Fields = Readonly<Record<string, unknown>>

/**
 * A push message in Google's words, for whichever platform a token turns out to belong to; the token
 * itself comes in later. Gaps are `undefined`, which JSON leaves out.
 * https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages
 */
export const toGoogleMessage = (notification: Notification): Fields => {
  const { title, body, data } = notification
  return {
    ...(Object.keys(data).length > 0 && { data: toTexts(data) }),
    notification: orNothing({ title, body }),
    android: toAndroid(notification),
    apns: toApns(notification),
    webpush: toWebpush(notification),
  }
}

const toAndroid = ({ priority, action, image, sound, icon, color, tag }: Notification): Fields => ({
  priority: priority.toUpperCase(),
  notification: orNothing({ icon, color, sound, tag, click_action: action, image }),
})

const toApns = (notification: Notification): Fields => {
  const { priority, action, image, badge, contentAvailable } = notification
  const isBackground = isSilent(notification)
  return {
    headers: {
      'apns-priority': priority === 'high' && !isBackground ? '10' : '5',
      ...(isBackground && { 'apns-push-type': 'background' }),
    },
    payload: orNothing({
      aps: orNothing({
        badge,
        sound: soundOf(notification),
        category: action,
        'content-available': contentAvailable || isBackground ? 1 : undefined,
        'mutable-content': image === undefined ? undefined : 1,
      }),
    }),
    fcm_options: orNothing({ image }),
  }
}

/** Browsers take the title and the body from the message itself. */
const toWebpush = ({ priority, action, image, icon, tag }: Notification): Fields => ({
  headers: { Urgency: priority },
  notification: orNothing({ icon, image, tag }),
  // A click opens nothing but a page over HTTPS; other actions are names for apps.
  fcm_options: orNothing({ link: action?.startsWith('https://') ? action : undefined }),
})

/** FCM carries text only: everything else arrives as JSON, as Firebase's own examples do it. */
const toTexts = (data: Fields): Record<string, string> =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )

/** `undefined` when there is nothing in it. */
const orNothing = (fields: Fields): Fields | undefined =>
  Object.values(fields).some((value) => value !== undefined) ? fields : undefined

/** What counts against the limit: Google leaves out what is for one platform alone. */
export const toGoogleCounted = ({ notification, data }: Fields): string =>
  JSON.stringify({ notification, data })

/** Whether a name in `data` means something else to Google. */
export const isReservedByGoogle = (name: string): boolean =>
  name === 'from' || name === 'message_type' || /^(google|gcm)/.test(name)
