import type { Meaning } from '../http/refusal'

const gone: Meaning = { category: 'expired', scope: 'recipient' }
const wrongDevice: Meaning = { category: 'rejected', scope: 'recipient' }
const wrongForAll: Meaning = { category: 'validation', scope: 'provider' }

/**
 * What Apple’s reasons mean where the status alone does not say it.
 * https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns
 */
const meanings: Readonly<Record<string, Meaning>> = {
  ...{ Unregistered: gone, ExpiredToken: gone },
  // Not expired: a token of Apple’s other servers is called bad as well, and is good there.
  BadDeviceToken: wrongDevice,
  ...{ DeviceTokenNotForTopic: wrongDevice, MissingDeviceToken: wrongDevice },
  ...{ BadTopic: wrongForAll, MissingTopic: wrongForAll, TopicDisallowed: wrongForAll },
  ...{ PayloadTooLarge: wrongForAll, PayloadEmpty: wrongForAll, InvalidPushType: wrongForAll },
  // To this one device; nobody else is concerned.
  TooManyRequests: { category: 'rate_limit', scope: 'recipient' },
  TooManyProviderTokenUpdates: { category: 'rate_limit', scope: 'provider' },
  IdleTimeout: { category: 'server', scope: 'recipient' },
}

/** The meaning of a reason; `undefined` where the status says it. */
export const toMeaning = (reason: string | undefined): Meaning | undefined =>
  reason === undefined ? undefined : meanings[reason]

const explanations: Readonly<Record<string, string>> = {
  Unregistered: 'the app is no longer on this device',
  ExpiredToken: 'the device token has expired',
  BadDeviceToken:
    'no device token of these servers. Development builds have other tokens than those of TestFlight and the App Store',
  DeviceTokenNotForTopic: 'the device token belongs to another app than the bundle ID says',
  BadTopic: 'the bundle ID is not valid',
  TopicDisallowed: 'the key may not send to this bundle ID',
  InvalidProviderToken: 'the key, its ID and the team ID do not belong together',
  BadEnvironmentKeyIdInToken:
    'the key is not for these servers. Some keys are for development builds only, others for TestFlight and the App Store',
  TooManyRequests: 'this device was sent too much in a row',
  TooManyProviderTokenUpdates:
    'this key signed in too often. Wait 20 minutes; other programs may be using it too',
}

/** Apple’s word, with what it means for people where we know. */
export const reasonOf = (reason: string | undefined): string | undefined => {
  const explanation = reason === undefined ? undefined : explanations[reason]
  return explanation === undefined ? reason : `${reason}: ${explanation}`
}
