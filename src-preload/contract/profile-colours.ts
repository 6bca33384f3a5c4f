/**
 * Colours to tell profiles apart by: the environment's own, or one that is no environment's, so that red says
 * production and nothing else.
 */
export const profileColours = [
  'environment',
  ...(['teal', 'green', 'olive', 'brown'] as const),
  ...(['pink', 'plum', 'indigo', 'graphite'] as const),
] as const

/** The colour of a profile's square. */
export type ProfileColour = (typeof profileColours)[number]
