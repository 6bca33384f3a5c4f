/** A call that did not settle in time; it may still be waiting, for a password for one. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
}

/** Runs a task after all earlier ones have settled or timed out. */
export type Queue = <T>(task: () => Promise<T>) => Promise<T>

/**
 * A queue for calls that may hang for ever. Each gets `timeoutMs`; while one that timed out still hangs,
 * later ones fail at once with the same error, because each hanging call holds one of the few threads that
 * files, cryptography and name lookups need too.
 */
export const createQueue = (timeoutMs: number): Queue => {
  let last: Promise<unknown> = Promise.resolve()
  let isHanging = false

  const run = async <T>(task: () => Promise<T>): Promise<T> => {
    if (isHanging) throw new TimeoutError('An earlier call has not answered yet.')
    const call = task()
    let timer: NodeJS.Timeout | undefined
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        isHanging = true
        const settled = (): void => {
          isHanging = false
        }
        call.then(settled, settled)
        reject(new TimeoutError(`No answer within ${timeoutMs / 1000} seconds.`))
      }, timeoutMs)
    })
    return await Promise.race([call, timeout]).finally(() => clearTimeout(timer))
  }

  return (task) => {
    const turn = last.then(() => run(task))
    last = turn.catch(() => undefined)
    return turn
  }
}
