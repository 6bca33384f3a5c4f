import type { ProviderType } from '@contract/messages'
import type { z } from 'zod'
import type { SandboxReply } from './http/recording'
import type { HttpTransport } from './http/request'
import type { Content, Outgoing, Receipt, SinkMail } from './outgoing'
import type { TokenCache } from './token-cache'

/** A stored provider's settings, credentials and options together, with its secrets in clear. */
export type StoredSettings = Readonly<Record<string, unknown>>

/** One of the vendors that messages can go through. A provider is one file; everything else derives from it. */
export interface Provider<Shape extends z.ZodRawShape = z.ZodRawShape> {
  /** The slug of its routes: smtp, mailgun … */
  readonly kind: string
  readonly type: ProviderType
  /** The vendor's own spelling. */
  readonly name: string
  /**
   * The vendor's own parameters in the order of the API document, with `.meta()` for the form.
   * `stored` in a field's meta says which of the two objects of the API holds it.
   */
  readonly settings: z.ZodObject<Shape>
  /** Without these it cannot be enabled. */
  readonly needed: readonly (keyof Shape & string)[]
  /** Where an update asks for something else than a creation. */
  readonly neededToUpdate?: readonly (keyof Shape & string)[]
  /** Settings that are stored with these values when they were never given. */
  readonly always?: Readonly<Record<string, unknown>>
  /** Parameters that an update checks differently from a creation. */
  readonly update?: z.ZodRawShape
  /** The order in which an update checks them, when it is not name, enabled, then the settings. */
  readonly updateOrder?: readonly string[]
  /** Makes ready to deliver; absent while the engine cannot deliver through this vendor. */
  readonly open?: (settings: StoredSettings, environment: ProviderEnvironment) => Channel
  /** Answers in the vendor's place in the sandbox and in rehearsals; for those that speak HTTP. */
  readonly sandboxReply?: SandboxReply
}

/** What a provider is given besides its settings. */
export interface ProviderEnvironment {
  /** Carries HTTP requests to the vendor, or to whatever stands in for it. */
  readonly http: HttpTransport
  /** Sandbox and rehearsal of SMTP: takes the exact source instead of a connection. */
  readonly sink?: (mail: SinkMail) => void
  /** Wall clock in ms since 1970, for tokens. */
  readonly clock: () => number
  /** Keeps tokens from one channel to the next; without it, a channel keeps its own. */
  readonly tokens?: TokenCache
}

/** An open way to a vendor. */
export interface Channel {
  /** How many calls it does at the same time; more wait for their turn. */
  readonly connections: number
  /** How many of these the vendor works on at the same time, when the others wait in line behind them. */
  readonly inParallel?: number
  /** The most recipients that one call takes with this content. */
  batchSize(content: Content): number
  /** Resolves when the vendor has answered; throws `ProviderError` when the call as a whole failed. */
  send(call: Outgoing): Promise<Receipt>
  /** Checks the credentials and sends nothing; answers whom it reached and how, for people. Throws `ProviderError`. */
  verify(): Promise<string>
  /**
   * How much longer it waits for the vendor, who has said nothing for `silentMs`; undefined when that
   * cannot be told.
   */
  patienceMs?(silentMs: number): number | undefined
  close(): void
}

/** Keeps the exact schema types of a provider file. */
export const defineProvider = <Shape extends z.ZodRawShape>(
  provider: Provider<Shape>,
): Provider<Shape> => provider
