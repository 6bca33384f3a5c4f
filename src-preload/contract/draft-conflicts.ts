import { z } from 'zod'

/** A field that two windows wrote differently, until a person says which text stays. */
export const draftConflict = z.object({
  name: z.string(),
  /** What both started from. */
  base: z.unknown(),
  /** What was written as well, and does not stand in the draft now. */
  other: z.unknown(),
  /** When that was saved. */
  at: z.string(),
})

/** Whether a person takes what stands in the draft, or what was written as well. */
export const conflictChoice = z.enum(['standing', 'other'])

/** A field that two windows wrote differently, until a person says which text stays. */
export type DraftConflict = z.infer<typeof draftConflict>
/** Whether a person takes what stands in the draft, or what was written as well. */
export type ConflictChoice = z.infer<typeof conflictChoice>
