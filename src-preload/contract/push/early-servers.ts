import { isBefore, type Version } from '../server-version'

/** What of a push message Appwrite did not always know, as a create takes it. */
export interface LaterPush {
  readonly title?: unknown
  readonly body?: unknown
  readonly badge?: unknown
  readonly contentAvailable?: unknown
  readonly critical?: unknown
  readonly priority?: unknown
}

/** Where a server and a push message do not fit. */
export interface PushMisfit {
  /** What the server would leave out without a word. */
  readonly lost: readonly ('badge' | 'contentAvailable' | 'critical' | 'priority')[]
  /** What it demands and the message lacks. */
  readonly needed: readonly ('title' | 'body')[]
}

/** From here on Appwrite knows all that a push message can say; behaviour 2.8. */
const knowsAll: Version = [1, 6, 2]

/** Whether a push message has to be sent to a server of this version in another way, or cannot be. */
export const isEarlyForPush = (version: Version | undefined): boolean =>
  version !== undefined && isBefore(version, knowsAll)

/** What an early server would make of a push message that is created there, or changed. */
export const pushMisfit = (push: LaterPush, as: 'create' | 'update'): PushMisfit => {
  const { badge, contentAvailable, critical, priority } = push
  const isNew = as === 'create'
  const lost = {
    // It takes the text "0" for none; an update takes a number.
    badge: isNew && badge !== undefined && Number(badge) === 0,
    contentAvailable: contentAvailable === true,
    critical: critical === true,
    priority: priority === 'normal',
  }
  const names = ['badge', 'contentAvailable', 'critical', 'priority'] as const
  return {
    lost: names.filter((name) => lost[name]),
    needed: (['title', 'body'] as const).filter((name) => isNew && push[name] === undefined),
  }
}
