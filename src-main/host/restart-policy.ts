import type { ErrorBody } from '@contract/errors'

/** An engine that ran this long was healthy: what killed it is not what kills it at start. */
const healthyMs = 10_000
/** So many quick deaths in a row mean that another start would not help. */
const mostQuickDeaths = 6
const firstDelayMs = 500
const longestDelayMs = 10_000

/** Failures that another start cannot mend. */
const finalFailures: readonly string[] = ['desktop_data_newer', 'desktop_data_damaged']

/** What is known when an engine has died. */
export interface Death {
  /** Since it was ready; 0 when it never was. */
  readonly ranMs: number
  /** Quick deaths in a row before this one. */
  readonly quickDeaths: number
  /** What it said itself before it ended. */
  readonly failure: ErrorBody | undefined
}

/** What to do about a death. */
export interface Verdict {
  readonly quickDeaths: number
  /** When to start again; null: give up. */
  readonly delayMs: number | null
  /** For people. */
  readonly problem: string
}

/** Decides after a death: start again after 0.5 to 10 s, or give up after six quick deaths in a row. */
export const afterDeath = ({ ranMs, quickDeaths, failure }: Death): Verdict => {
  const count = ranMs >= healthyMs ? 1 : quickDeaths + 1
  if (failure && finalFailures.includes(failure.type)) {
    return { quickDeaths: count, delayMs: null, problem: failure.message }
  }
  if (count >= mostQuickDeaths) {
    const cause = failure ? ` ${failure.message}` : ''
    const problem = `The engine stopped ${count} times in a row and was not started again.${cause}`
    return { quickDeaths: count, delayMs: null, problem }
  }
  const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** (count - 1))
  const problem = failure?.message ?? 'The engine stopped unexpectedly and is being restarted.'
  return { quickDeaths: count, delayMs, problem }
}
