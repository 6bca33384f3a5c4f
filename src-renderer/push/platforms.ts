import type { PushContent } from '@contract/drafts'

/** Where a push message is shown. */
export const platforms = ['ios', 'android', 'web'] as const
/** Where a push message is shown. */
export type Platform = (typeof platforms)[number]

/** The fields that not every platform honours. */
export type PushField = Exclude<
  keyof PushContent,
  'kind' | 'topics' | 'users' | 'targets' | 'messageId' | 'scheduledAt'
>

/** What decides besides the platform. */
export interface PushSender {
  /** Appwrite itself tells browsers nothing but title, body and data (behaviour 7.12). */
  readonly isAppwrite: boolean
}

const ignored: Readonly<Record<Platform, readonly PushField[]>> = {
  ios: ['icon', 'color', 'tag'],
  android: ['badge', 'contentAvailable', 'critical'],
  web: ['badge', 'sound', 'color', 'contentAvailable', 'critical'],
}
const ignoredByAppwrite: readonly PushField[] = ['action', 'image', 'icon', 'tag', 'priority']

/** Whether a field has an effect on a platform. */
export const isHonoured = (field: PushField, platform: Platform, sender: PushSender): boolean =>
  !ignored[platform].includes(field) &&
  !(platform === 'web' && sender.isAppwrite && ignoredByAppwrite.includes(field))

/** The fields of a message that have a value and no effect on a platform. */
export const ignoredFields = (
  content: PushContent,
  platform: Platform,
  sender: PushSender,
): PushField[] => givenFields(content).filter((field) => !isHonoured(field, platform, sender))

const optional = [
  ...(['image', 'action', 'badge', 'sound', 'icon', 'color', 'tag'] as const),
  ...(['contentAvailable', 'critical'] as const),
]

const givenFields = (content: PushContent): PushField[] =>
  optional.filter((field) => content[field] !== '' && content[field] !== false)
