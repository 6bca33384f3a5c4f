/** The key under which a list tells its gaps; a list that was read whole has none. */
export const gapsKey = '$gaps'

/** One thing of a list that the server answered in a way that nobody can read. */
export interface Gap {
  /** The row's id; empty when it has none. */
  readonly id: string
  /** What is blank in the row, or why it is left out; empty for the whole row. */
  readonly field: string
}
