import { z } from 'zod'

/** What of a list the server answered in a way that nobody can read. */
export const gapList = z.array(
  z.object({
    /** The row's id; empty when it has none. */
    id: z.string(),
    /** What is blank in the row, or why it is left out; empty for the whole row. */
    field: z.string(),
  }),
)

/** The key under which a list tells its gaps; a list that was read whole has none. */
export const gapsKey = '$gaps'

/** One thing that is blank or missing in a list. */
export type Gap = z.infer<typeof gapList>[number]
