import { z } from 'zod'
import { command } from './endpoint'
import { id } from './fields'

const word = z.string().max(64)

/** How one list was narrowed and ordered. */
export const listState = z.object({
  search: z.string().max(256).default(''),
  sort: z
    .object({ key: word, direction: z.enum(['ascending', 'descending']) })
    .nullable()
    .default(null),
  /** What was chosen of each filter. */
  choices: z.record(word, z.array(word).max(50)).default({}),
  /** Days of the calendar; a missing end is open. */
  days: z.object({ from: z.iso.date().optional(), to: z.iso.date().optional() }).default({}),
})

/** One open draft, as its tab says. */
const openTab = z.object({
  id,
  kind: z.enum(['email', 'sms', 'push']),
  title: z.string().max(300),
})

/** What a window showed of a profile. */
export const windowState = z.object({
  /** In their order. */
  tabs: z.array(openTab).max(50).default([]),
  /** The address inside the app; null for the start. */
  route: z.string().startsWith('/').max(500).nullable().default(null),
  lists: z
    .record(z.string().max(100), listState)
    .refine((lists) => Object.keys(lists).length <= 40, 'must hold at most 40 lists')
    .default({}),
})

/** Remembering what a window shows; `getAppState` answers it for the profile that is open. */
export const windowStateCommands = {
  /** Replaces what was kept of this profile. */
  keepWindowState: command({
    on: 'app',
    input: z.object({ profileId: z.string(), state: windowState }),
    reply: z.object({}),
  }),
}

/** What a window showed of a profile. */
export type WindowState = z.infer<typeof windowState>
/** How one list was narrowed and ordered. */
export type ListState = z.infer<typeof listState>
