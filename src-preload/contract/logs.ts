import { z } from 'zod'

/** One write to a resource, by whom and from where; behaviour 3.6. */
export const log = z.looseObject({
  event: z.string(),
  userId: z.string(),
  userEmail: z.string(),
  userName: z.string(),
  mode: z.string(),
  ip: z.string(),
  time: z.string(),
})

/** One page of logs, newest first. */
export const logList = z.looseObject({ total: z.int(), logs: z.array(log) })

/** A log row as the API answers it. */
export type Log = z.infer<typeof log>
