/** What a push message says, the same for all its recipients; what is not there says nothing. */
export interface Notification {
  readonly title?: string | undefined
  readonly body?: string | undefined
  readonly data: Readonly<Record<string, unknown>>
  readonly action?: string | undefined
  /** An address that opens without a key. */
  readonly image?: string | undefined
  readonly icon?: string | undefined
  readonly sound?: string | undefined
  readonly color?: string | undefined
  readonly tag?: string | undefined
  /** Not negative. */
  readonly badge?: number | undefined
  readonly contentAvailable: boolean
  readonly critical: boolean
  readonly priority: 'normal' | 'high'
}

/** Bytes that Apple and Google take at most; for everybody the same. */
export const mostPushBytes = 4096

/** Whether the device only wakes the app up: nothing is shown, nothing sounds (Apple’s background push). */
export const isSilent = ({
  title,
  body,
  sound,
  badge,
  critical,
}: Pick<Notification, 'title' | 'body' | 'sound' | 'badge' | 'critical'>): boolean =>
  !critical && [title, body, sound, badge].every((part) => part === undefined)
