import type { FailurePause } from './delivery'

/** A fifth of at least fifty: far above what a list in use brings, and early enough to save the rest. */
export const defaultFailurePause: FailurePause = { share: 0.2, outcomes: 50 }
