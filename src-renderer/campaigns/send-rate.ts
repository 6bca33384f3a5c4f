/** How many people were done at a moment. */
export interface Sample {
  readonly at: number
  readonly done: number
}

/** What real progress says about the rest of a send. */
export interface Pace {
  /** People a second. */
  readonly perSecond: number
  readonly secondsLeft: number
}

const windowMs = 20_000
const leastMs = 1500

/** The samples that still say something about the present pace, with the new one at the end. */
export const addSample = (samples: readonly Sample[], sample: Sample): Sample[] => {
  const last = samples.at(-1)
  // A retry starts over: fewer people are done than before.
  const kept = last && sample.done < last.done ? [] : samples
  return [...kept.filter(({ at }) => sample.at - at <= windowMs), sample]
}

/** The pace over the samples; undefined while too little has been seen to say anything. */
export const paceOf = (samples: readonly Sample[], waiting: number): Pace | undefined => {
  const first = samples[0]
  const last = samples.at(-1)
  if (!first || !last || last.at - first.at < leastMs || last.done <= first.done) return undefined
  const perSecond = ((last.done - first.done) * 1000) / (last.at - first.at)
  return { perSecond, secondsLeft: Math.ceil(waiting / perSecond) }
}
