import type { Clock } from '../store/identity'

/** For how long a lane claims nobody, and why; without `ms` until something else happens. */
export interface Pause {
  /** Those who are left were put off, our limit lets nobody through, or the provider is left alone. */
  readonly kind?: 'retries' | 'limit' | 'trouble'
  readonly ms?: number | undefined
}

/** Why a lane that is well moves nobody on; nothing of it when it does. */
export interface Rest {
  readonly kind: Pause['kind']
  /** In milliseconds since 1970; undefined when nobody knows. */
  readonly until: number | undefined
  /** So long nothing was heard of the calls that were made, in milliseconds, once that is long. */
  readonly silentMs: number | undefined
}

/** Notes when a lane rests, and when its provider leaves calls without an answer. */
export interface Resting {
  called(): void
  answered(): void
  /** No call is under way, and so it stays for this long. */
  begin(pause: Pause): void
  /** Nothing is told any more. */
  end(): void
}

/** Shorter ones are over before anybody has read of them. */
const leastPauseMs = 1000
/** Answers of healthy providers take less. */
const longSilenceMs = 3000

const noPause = { kind: undefined, until: undefined }

/** Tells `onRest` of every change; a lane that moves on many times a second changes nothing. */
export const createResting = (clock: Clock, onRest: (rest: Rest) => void): Resting => {
  let pause: Omit<Rest, 'silentMs'> = noPause
  let calls = 0
  let heardAt = 0
  let isSilent = false
  let isOver = false
  let timer: NodeJS.Timeout | undefined

  const tell = (): void => {
    if (isOver) return
    onRest({ ...pause, silentMs: isSilent ? performance.now() - heardAt : undefined })
  }
  // One timer for many calls: it looks again when something was heard meanwhile.
  const watch = (ms: number): void => {
    if (!isSilent) timer ??= setTimeout(look, ms).unref()
  }
  const look = (): void => {
    timer = undefined
    if (calls === 0) return
    const leftMs = heardAt + longSilenceMs - performance.now()
    if (leftMs > 0) return watch(leftMs)
    isSilent = true
    tell()
  }
  const setPause = (next: typeof pause): void => {
    if (pause === noPause && next === noPause) return
    pause = next
    tell()
  }

  return {
    called: () => {
      if (calls++ === 0) heardAt = performance.now()
      watch(longSilenceMs)
      setPause(noPause)
    },
    answered: () => {
      calls--
      heardAt = performance.now()
      if (!isSilent) return
      isSilent = false
      tell()
      if (calls > 0) watch(longSilenceMs)
    },
    begin: ({ kind, ms }) => {
      if (kind === undefined || (ms ?? Infinity) < leastPauseMs) return setPause(noPause)
      setPause({ kind, until: ms === undefined ? undefined : Math.ceil(clock() + ms) })
    },
    end: () => {
      isOver = true
      clearTimeout(timer)
    },
  }
}
