import type { ProviderError } from './errors'

/** One recipient of a call. */
export interface Recipient {
  readonly identifier: string
  /**
   * Unique for this recipient of this message, fixed before the first attempt: local part of a
   * Message-ID, idempotency.
   */
  readonly key: string
}

/** A message for the recipients of one call. */
export interface Outgoing {
  readonly content: Content
  /** One to `batchSize`; exactly one when the people in copy go along. */
  readonly recipients: readonly Recipient[]
  /** Whether the people in copy get theirs with this call. */
  readonly withCopies: boolean
  /**
   * The same for the same recipients of the same message, whatever the attempt: an idempotency key.
   * At most 64 characters.
   */
  readonly key: string
  /** When it is handed over, in whole seconds. */
  readonly date: Date
  /** Aborted when it is no longer wanted; what has not begun by then fails as `untried`. */
  readonly signal: AbortSignal
  /** How many recipients will follow these for sure, counted up to `most`; nobody when absent. */
  readonly behind?: (most: number) => number
}

/** What is sent, the same object for every recipient of a message. */
export type Content =
  | {
      readonly type: 'email'
      readonly subject: string
      readonly content: string
      readonly html: boolean
      /** Addresses. */
      readonly cc: readonly string[]
      readonly bcc: readonly string[]
      /** Who of them gets a mail anyway, as a recipient; nobody when absent. */
      readonly copiedRecipients?: readonly string[]
      readonly attachments: readonly Attachment[]
    }
  | { readonly type: 'sms'; readonly content: string }
  | { readonly type: 'push'; readonly data: Readonly<Record<string, unknown>> }

/** A file that goes with a mail. */
export interface Attachment {
  readonly name: string
  readonly mimeType: string
  readonly content: Buffer
}

/** What a vendor said to a call it took. */
export interface Receipt {
  /** Those refused although the call succeeded, by their place in `recipients`. */
  readonly refused: ReadonlyMap<number, ProviderError>
  /** Whether the people in copy had theirs, apart from those refused. */
  readonly copiesSent: boolean
  readonly refusedCopies: readonly { readonly identifier: string; readonly error: string }[]
}

/** One message as the transport would have handed it over. */
export interface SinkMail {
  readonly identifiers: readonly string[]
  readonly subject: string
  /** What a mail server is told besides; absent where the source says it all. */
  readonly envelope?: { readonly from: string; readonly to: readonly string[] }
  /** Its parts in order; mails of one message share the large ones. */
  readonly source: readonly Buffer[]
}
