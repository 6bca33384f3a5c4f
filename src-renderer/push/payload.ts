import type { PushContent } from '@contract/drafts'
import { toApplePayload } from '@contract/push/apple'
import { toGoogleCounted, toGoogleMessage } from '@contract/push/google'
import { toNotification } from './notification'
import type { Platform } from './platforms'

type Fields = Readonly<Record<string, unknown>>

/** The body of the request to Apple. `imageUrl` is known once the message exists. */
export const applePayload = (content: PushContent, imageUrl: string): Fields =>
  toApplePayload(toNotification(content, imageUrl))

/** The message for Google, for whichever platform a token turns out to belong to. */
export const googleMessage = (content: PushContent, imageUrl: string): Fields =>
  toGoogleMessage(toNotification(content, imageUrl))

/** Bytes that count against the limit. */
export const payloadBytes = (
  content: PushContent,
  platform: Platform,
  imageUrl: string,
): number => {
  const counted =
    platform === 'ios'
      ? JSON.stringify(applePayload(content, imageUrl))
      : toGoogleCounted(googleMessage(content, imageUrl))
  return new TextEncoder().encode(counted).length
}
