import type { BridgeReply } from '@contract/index'
import type { BridgeEvent } from '@contract/events'
import { recipientCeiling } from '@contract/ceiling'
import { missedPolicy } from '@contract/schedules'
import { z } from 'zod'

/** What an engine's process is started with; it travels in a message, never in arguments or environment. */
const engineStart = z.object({
  dataFolder: z.string(),
  /** 32 bytes in base64; null when the key is out of reach. */
  vaultKey: z.string().nullable(),
  sandbox: z.boolean(),
  missed: missedPolicy,
  ceiling: recipientCeiling,
  isIdle: z.boolean().optional(),
  /** Provider kind → origin that replaces the vendor's. */
  vendorUrls: z.record(z.string(), z.string()),
})

const toEngine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), options: engineStart }),
  z.object({ type: z.literal('call'), id: z.int(), name: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('sandbox'), on: z.boolean() }),
  z.object({ type: z.literal('missed'), policy: missedPolicy }),
  z.object({ type: z.literal('ceiling'), people: recipientCeiling }),
  z.object({ type: z.literal('wake') }),
  z.object({ type: z.literal('stop') }),
])

const errorBody = z.object({
  message: z.string(),
  code: z.number(),
  type: z.string(),
  param: z.string().optional(),
})

// The values inside were validated by the engine's own dispatch; only the envelope is checked again.
const reply = z.custom<BridgeReply>((value) => hasKey(value, 'ok'))
const event = z.custom<BridgeEvent>((value) => hasKey(value, 'name') && hasKey(value, 'payload'))

const fromEngine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('reply'), id: z.int(), reply }),
  z.object({ type: z.literal('event'), event }),
  z.object({ type: z.literal('failed'), error: errorBody }),
])

/** What an engine is started with. */
export type EngineStart = z.infer<typeof engineStart>
/** What a host says to an engine's process. */
export type ToEngine = z.infer<typeof toEngine>
/** What an engine's process says to its host. */
export type FromEngine = z.infer<typeof fromEngine>

/** Reads a message to the engine; throws a `ZodError` on anything else. */
export const parseToEngine = (message: unknown): ToEngine => toEngine.parse(message)

/** Reads a message from the engine; throws a `ZodError` on anything else. */
export const parseFromEngine = (message: unknown): FromEngine => fromEngine.parse(message)

const hasKey = (value: unknown, key: string): boolean =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
