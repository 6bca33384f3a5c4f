import { z } from 'zod'

/** Far above what any server takes: a draft may be wrong, and is kept while it is. */
export const anyText = z.string().max(1_000_000)

/** One pair of a push message's data; `json` values are JSON text, which may not parse yet. */
export const pushPair = z.object({
  name: anyText,
  value: anyText,
  type: z.enum(['text', 'json']),
})

/** One pair of a push message's data. */
export type PushPair = z.infer<typeof pushPair>
