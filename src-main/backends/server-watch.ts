import { ApiError, type ErrorType } from '@contract/errors'
import type { ServerStatus } from '@contract/settings'

/** Whether a server answers, judged by calls alone. */
export interface ServerWatch {
  status(): ServerStatus
  /** A call was answered, whatever the answer. */
  answered(): void
  /** A call was not; `problem` says why, for people. */
  lost(problem: string): void
  /** Tries now. */
  probe(): Promise<ServerStatus>
  stop(): void
}

/** What a watch needs. */
export interface ServerWatchOptions {
  /** Any cheap call. */
  readonly call: () => Promise<unknown>
  /** Told after every change; `isBack` when the server had been lost. */
  readonly onChange: (status: ServerStatus, isBack: boolean) => void
  readonly now: () => Date
}

const firstDelayMs = 5000
const longestDelayMs = 60_000

/** Watches one server; while it is lost it is tried again ever more rarely. */
export const watchServer = ({ call, onChange, now }: ServerWatchOptions): ServerWatch => {
  const online: ServerStatus = { state: 'online', since: null, problem: null, retryAt: null }
  let status = online
  let delayMs = firstDelayMs
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  const answered = (): void => {
    if (status === online || isStopped) return
    clearTimeout(timer)
    delayMs = firstDelayMs
    status = online
    onChange(status, true)
  }
  const lost = (problem: string): void => {
    if (isStopped) return
    clearTimeout(timer)
    timer = setTimeout(() => void probe(), delayMs).unref()
    const at = now().getTime()
    const retryAt = new Date(at + delayMs).toISOString()
    const since = status.since ?? new Date(at).toISOString()
    status = { state: 'offline', since, problem, retryAt }
    onChange(status, false)
  }
  const probe = async (): Promise<ServerStatus> => {
    clearTimeout(timer)
    delayMs = Math.min(delayMs * 2, longestDelayMs)
    try {
      await call()
      answered()
    } catch (error) {
      // A refusal is an answer as well.
      if (isOutOfReach(error)) lost(error.message)
      else answered()
    }
    return status
  }

  return {
    status: () => status,
    answered,
    lost,
    probe,
    stop: () => {
      isStopped = true
      clearTimeout(timer)
    },
  }
}

/** Whether a call failed because the server did not answer, or something else did in its place. */
export const isOutOfReach = (error: unknown): error is ApiError =>
  error instanceof ApiError && outOfReach.includes(error.type)

const outOfReach: readonly string[] = [
  'desktop_connection_failed',
  'desktop_reply_invalid',
  'desktop_outcome_unknown',
] satisfies ErrorType[]
