import type { ImportInfo } from './bulk'
import type { DeliveryActivity, DeliveryCounts } from './delivery'
import type { ErrorBody } from './errors'
import type { OutboxState } from './outbox'
import type { EngineStatus, ServerStatus, ServerWait } from './settings'
import type { RehearsalInfo } from './trials'

/** What may have changed; views that show it read it again. */
export type Resource =
  | 'messages'
  | 'schedules'
  | 'providers'
  | 'topics'
  | 'subscribers'
  | 'users'
  | 'targets'
  | 'buckets'
  | 'files'
  | 'sandbox'
  | 'drafts'
  | 'outbox'
  | 'profiles'
  | 'settings'

/** How a draft ended: a person deleted it, or it is a message of the profile now. */
export type GoneDraft = 'deleted' | 'handedOver'

/** Everything that main tells the renderer unasked: name → payload, JSON values only. */
export interface Events {
  /**
   * Something of this resource was written; `id` when it is known to be just one. Of a draft also its
   * `revision`, or how it is `gone`.
   */
  'resource.changed': {
    readonly resource: Resource
    readonly id?: string
    readonly revision?: number
    readonly gone?: GoneDraft
  }
  /** A campaign moved on; at most a few times a second for each message. */
  'delivery.progress': {
    readonly messageId: string
    readonly counts: DeliveryCounts
    readonly activity: DeliveryActivity
  }
  /** A rehearsal moved on; at most four times a second for each. */
  'rehearsal.progress': RehearsalInfo
  /** An import moved on; at most four times a second for each. */
  'bulk.progress': ImportInfo
  /** A draft of the outbox went out, or was stopped and says why. */
  'outbox.settled': {
    readonly draftId: string
    /** The server's message; null when it did not go out. */
    readonly messageId: string | null
    readonly state: 'done' | Exclude<OutboxState, 'released' | 'publishing'>
    readonly problem: ErrorBody | null
  }
  /** The engine of the active local profile started, died or gave up. */
  'engine.status': EngineStatus
  /** The server of the active remote profile was lost, is tried again, or is back. */
  'server.status': ServerStatus
  /** Calls to a server wait, for longer or no more. */
  'server.wait': { readonly wait: ServerWait | null }
}

/** The name of an event. */
export type EventName = keyof Events

/** One event as the bridge carries it. */
export type BridgeEvent = {
  readonly [Name in EventName]: { readonly name: Name; readonly payload: Events[Name] }
}[EventName]

/** Tells whoever listens. */
export type Emit = <Name extends EventName>(name: Name, payload: Events[Name]) => void
