import { ApiError, apiError, type ErrorBody } from '@contract/errors'
import type { BridgeReply } from '@contract/index'
import type { MissedPolicy } from '@contract/schedules'
import type { EngineStatus } from '@contract/settings'
import type { EngineHandle, LaunchEngine, LaunchOptions } from '../backends/engine-handle'
import type { FromEngine, ToEngine } from './engine-messages'
import { afterDeath } from './restart-policy'

/** One started process of the engine. */
export interface EngineProcess {
  /** Undefined when it could not be started, or not yet. */
  pid(): number | undefined
  send(message: ToEngine): void
  onMessage(listener: (message: FromEngine) => void): void
  /** Called once, with words such as "signal SIGKILL"; also when it could not be started at all. */
  onExit(listener: (reason: string) => void): void
  /** Ends it without asking. */
  kill(): void
}

/** How engines are started and watched. */
export interface Supervision {
  /** Starts a process that waits for its `start` message. */
  readonly spawn: () => EngineProcess
  readonly vendorUrls: Readonly<Record<string, string>>
  readonly log: (line: string) => void
  /** How long it may take to open its data; a migration of a large database counts. */
  readonly startTimeoutMs?: number
  /** How long a call waits for an engine that is being started. */
  readonly callWaitMs?: number
  /** How long it may take to finish what is in flight. */
  readonly stopTimeoutMs?: number
}

interface Pending {
  readonly resolve: (reply: BridgeReply) => void
  readonly reject: (error: ApiError) => void
}

interface Waiting extends Pending {
  readonly name: string
  readonly input: unknown
  readonly timer: NodeJS.Timeout
}

/** Supervised engines: each is restarted with back-off when it dies, until it dies too often. */
export const createLauncher =
  (supervision: Supervision): LaunchEngine =>
  (options) =>
    new SupervisedEngine(supervision, options)

class SupervisedEngine implements EngineHandle {
  readonly #supervision: Supervision
  readonly #options: LaunchOptions
  readonly #sent = new Map<number, Pending>()
  readonly #waiting = new Set<Waiting>()
  #sandbox: boolean
  #missed: MissedPolicy
  #ceiling: number | null
  #status: EngineStatus = { state: 'starting', restarts: 0, problem: null }
  #process: EngineProcess | undefined
  #isReady = false
  #readySince = 0
  #quickDeaths = 0
  #lastId = 0
  #timer: NodeJS.Timeout | undefined
  #intent: 'run' | 'restart' | 'stop' = 'run'
  #failure: ErrorBody | undefined
  #onStopped: (() => void)[] = []

  constructor(supervision: Supervision, options: LaunchOptions) {
    this.#supervision = supervision
    this.#options = options
    this.#sandbox = options.sandbox
    this.#missed = options.missed
    this.#ceiling = options.ceiling
    this.#start()
  }

  async call(name: string, input: unknown): Promise<unknown> {
    if (this.#status.state === 'stopped') throw this.#down()
    const reply = await new Promise<BridgeReply>((resolve, reject) => {
      if (this.#isReady) this.#send({ name, input, resolve, reject })
      else this.#wait({ name, input, resolve, reject })
    })
    if (reply.ok) return reply.value
    throw new ApiError(reply.error)
  }

  setSandbox(on: boolean): void {
    this.#sandbox = on
    if (this.#isReady) this.#process?.send({ type: 'sandbox', on })
  }

  setMissedPolicy(policy: MissedPolicy): void {
    this.#missed = policy
    if (this.#isReady) this.#process?.send({ type: 'missed', policy })
  }

  setCeiling(people: number | null): void {
    this.#ceiling = people
    if (this.#isReady) this.#process?.send({ type: 'ceiling', people })
  }

  wake(): void {
    if (this.#isReady) this.#process?.send({ type: 'wake' })
  }

  status(): EngineStatus {
    return this.#status
  }

  restart(): void {
    if (this.#intent === 'stop') return
    this.#quickDeaths = 0
    if (this.#process) {
      this.#intent = 'restart'
      this.#askToEnd(this.#process)
    } else {
      this.#startAgain()
    }
  }

  async stop(): Promise<void> {
    this.#intent = 'stop'
    const process = this.#process
    if (!process) return this.#end(null)
    await new Promise<void>((resolve) => {
      this.#onStopped.push(resolve)
      this.#askToEnd(process)
    })
  }

  #start(): void {
    clearTimeout(this.#timer)
    this.#isReady = false
    this.#failure = undefined
    const process = this.#supervision.spawn()
    this.#process = process
    process.onMessage((message) => {
      if (this.#process === process) this.#receive(message)
    })
    process.onExit((reason) => {
      if (this.#process === process) this.#died(reason)
    })
    process.send({
      type: 'start',
      options: {
        dataFolder: this.#options.dataFolder,
        vaultKey: this.#options.vaultKey,
        sandbox: this.#sandbox,
        missed: this.#missed,
        ceiling: this.#ceiling,
        ...(this.#options.isIdle && { isIdle: true }),
        vendorUrls: { ...this.#supervision.vendorUrls },
      },
    })
    this.#timer = setTimeout(() => {
      this.#supervision.log('The engine did not start in time and was ended.')
      process.kill()
    }, this.#supervision.startTimeoutMs ?? 60_000)
  }

  #startAgain(): void {
    this.#show({ state: 'restarting', restarts: this.#status.restarts + 1, problem: null })
    this.#start()
  }

  #receive(message: FromEngine): void {
    switch (message.type) {
      case 'ready':
        return this.#becomeReady()
      case 'reply': {
        const pending = this.#sent.get(message.id)
        this.#sent.delete(message.id)
        return pending?.resolve(message.reply)
      }
      case 'event':
        return this.#options.onEvent(message.event)
      case 'failed':
        this.#failure = message.error
        return this.#supervision.log(`The engine could not start: ${message.error.message}`)
    }
  }

  #becomeReady(): void {
    if (this.#intent !== 'run') return
    clearTimeout(this.#timer)
    this.#isReady = true
    this.#readySince = performance.now()
    // They may have been changed after the start message went out.
    this.#process?.send({ type: 'sandbox', on: this.#sandbox })
    this.#process?.send({ type: 'missed', policy: this.#missed })
    this.#process?.send({ type: 'ceiling', people: this.#ceiling })
    for (const waiting of this.#waiting) {
      clearTimeout(waiting.timer)
      this.#send(waiting)
    }
    this.#waiting.clear()
    this.#show({ state: 'running', restarts: this.#status.restarts, problem: null })
  }

  #died(reason: string): void {
    clearTimeout(this.#timer)
    const ranMs = this.#isReady ? performance.now() - this.#readySince : 0
    const pid = this.#process?.pid()
    this.#process = undefined
    this.#isReady = false
    this.#rejectSent()
    if (this.#intent === 'stop') return this.#end(null)
    if (this.#intent === 'restart') {
      this.#intent = 'run'
      return this.#startAgain()
    }
    this.#supervision.log(`The engine (process ${pid ?? 'unknown'}) ended unexpectedly: ${reason}.`)
    const next = afterDeath({ ranMs, quickDeaths: this.#quickDeaths, failure: this.#failure })
    this.#quickDeaths = next.quickDeaths
    if (next.delayMs === null) return this.#end(next.problem)
    this.#show({ state: 'restarting', restarts: this.#status.restarts, problem: next.problem })
    this.#timer = setTimeout(() => {
      this.#show({ ...this.#status, restarts: this.#status.restarts + 1 })
      this.#start()
    }, next.delayMs)
  }

  /** No engine any more: by request (no problem), or given up until `restart`. */
  #end(problem: string | null): void {
    clearTimeout(this.#timer)
    this.#show({ state: 'stopped', restarts: this.#status.restarts, problem })
    for (const waiting of this.#waiting) {
      clearTimeout(waiting.timer)
      waiting.reject(this.#down())
    }
    this.#waiting.clear()
    for (const tell of this.#onStopped.splice(0)) tell()
  }

  #askToEnd(process: EngineProcess): void {
    clearTimeout(this.#timer)
    this.#isReady = false
    process.send({ type: 'stop' })
    this.#timer = setTimeout(() => process.kill(), this.#supervision.stopTimeoutMs ?? 12_000)
  }

  #send(call: Pending & { readonly name: string; readonly input: unknown }): void {
    const id = ++this.#lastId
    this.#sent.set(id, call)
    this.#process?.send({ type: 'call', id, name: call.name, input: call.input })
  }

  #wait(call: Omit<Waiting, 'timer'>): void {
    const timer = setTimeout(() => {
      this.#waiting.delete(waiting)
      call.reject(this.#down())
    }, this.#supervision.callWaitMs ?? 15_000)
    const waiting: Waiting = { ...call, timer }
    this.#waiting.add(waiting)
  }

  #rejectSent(): void {
    const error = apiError(
      'desktop_engine_down',
      'The engine stopped before it answered. Look at what was done before you try again.',
    )
    for (const pending of this.#sent.values()) pending.reject(error)
    this.#sent.clear()
  }

  #down(): ApiError {
    return apiError('desktop_engine_down', this.#status.problem ?? undefined)
  }

  #show(status: EngineStatus): void {
    this.#status = status
    this.#options.onStatus(status)
  }
}
