import type { Emit } from '@contract/events'
import { toMillis } from '@contract/fields'
import { api, desktop } from '@contract/index'
import { defaultMissedPolicy, type MissedPolicy } from '@contract/schedules'
import { createDispatch, toApiError } from '../dispatch'
import { createRegistry } from '../providers'
import { createTokenCache } from '../providers/token-cache'
import type { Provider } from '../providers/provider'
import { createVault } from '../secrets/vault'
import type { Clock, Random } from '../store/identity'
import { systemOrigin, toTime } from '../store/identity'
import { openStore } from '../store/store'
import { createImports } from './bulk/imports'
import { readBootId } from './boot-id'
import { createClearing } from './clearing'
import { createChanges } from './changes'
import type { Caller } from './caller'
import { theAppWith } from './caller'
import type { EngineContext } from './context'
import { createDelivery } from './delivery'
import { bucketHandlers } from './handlers/buckets'
import { bulkHandlers } from './handlers/bulk'
import { deliveryHandlers } from './handlers/deliveries'
import { explanationHandlers } from './handlers/explanations'
import { fileHandlers } from './handlers/files'
import { logHandlers } from './handlers/logs'
import { messageHandlers } from './handlers/messages'
import { providerHandlers } from './handlers/providers'
import { sandboxHandlers } from './handlers/sandbox'
import { scheduleHandlers } from './handlers/schedules'
import { subscriberHandlers } from './handlers/subscribers'
import { targetHandlers } from './handlers/targets'
import { topicHandlers } from './handlers/topics'
import { trialHandlers } from './handlers/trials'
import { userHandlers } from './handlers/users'
import { verifyHandlers } from './handlers/verify'
import { createLeaving } from './leaving'
import { logWrites } from './log-writes'
import { dealWithDue } from './missed'
import { createRehearsals } from './rehearsals'
import { createScheduler } from './scheduler'
import { openStorage } from './storage/storage'
import { createTransfer, type FileTransfer } from './storage/transfer'
import { systemTimer, type Timer } from './timer'

/** What an engine is started with. */
export interface EngineOptions {
  /** Holds `engine.db`; created when missing. */
  readonly dataFolder: string
  /** 32 bytes. Without it providers are listed and can be repaired, but their secrets are out of reach. */
  readonly vaultKey: Uint8Array | undefined
  /** True: nothing leaves this computer. */
  readonly sandbox: boolean
  /** Kind → origin that replaces scheme, host and port of a vendor's HTTP address. */
  readonly vendorUrls: Readonly<Record<string, string>>
  /** True: it answers calls and leaves alone what is due or was interrupted. */
  readonly isIdle?: boolean
  readonly emit: Emit
  /** Lines for a log file; never a secret. */
  readonly log: (line: string) => void
  readonly clock?: Clock
  /** What becomes of messages whose time passed unattended; the default policy when absent. */
  readonly missed?: MissedPolicy
  /** How many people a scheduled message may reach unconfirmed; no limit when absent. */
  readonly ceiling?: number | null
  /** Milliseconds that are never set; `performance.now` when absent. */
  readonly monotonic?: () => number
  readonly random?: Random
  /** Waits before another attempt; the system's timers when absent. */
  readonly timer?: Timer
  /** The same as long as the computer runs; the system's own when absent. */
  readonly bootId?: string
  /** Vendors beside or in place of the built-in ones. */
  readonly providers?: readonly Provider[]
}

/** A running engine: the API's rows and the engine's own commands over one data folder. */
export interface Engine {
  /** Throws `ApiError` only. The app itself calls when nobody else is named. */
  call(name: string, input: unknown, caller?: Caller): Promise<unknown>
  /** Files as streams. */
  readonly files: FileTransfer
  /** Holds for every message whose sending starts from now on. */
  setSandbox(on: boolean): void
  /** Holds for every message that is found to be late from now on. */
  setMissedPolicy(policy: MissedPolicy): void
  /** Holds for every message whose hour comes from now on; what waits already still waits. */
  setCeiling(ceiling: number | null): void
  /** Lets messages that paused by themselves go on, counted anew; those that a person paused stay. */
  resumeSelfPaused(): void
  /** Looks at once for what is due: the computer woke up. */
  wake(): void
  /** Lets go of the folder; waits up to 8 s for what is in flight. */
  close(): Promise<void>
}

const commands = Object.fromEntries(
  Object.entries(desktop).filter(([, { on }]) => on === 'engine'),
) as Pick<typeof desktop, EngineCommand>

type EngineCommand = {
  [Name in keyof typeof desktop]: (typeof desktop)[Name]['on'] extends 'app' ? never : Name
}[keyof typeof desktop]

/** Opens the folder, goes on with what was being sent, and answers calls. Throws like `openDatabase`. */
export const openEngine = (options: EngineOptions): Engine => {
  const { clock = systemOrigin.clock, random = systemOrigin.random, emit, log } = options
  const store = openStore(options.dataFolder, log)
  const vault = createVault(options.vaultKey, random)
  const origin = { clock, random }
  let isSandbox = options.sandbox
  let missedPolicy = options.missed ?? defaultMissedPolicy
  let ceiling = options.ceiling ?? null
  let isClosed = false
  const context: EngineContext = {
    ...{ store, emit, log, vault, origin, dataFolder: options.dataFolder },
    timer: options.timer ?? systemTimer,
    bootId: options.bootId ?? readBootId(),
    registry: createRegistry(options.providers),
    storage: openStorage({ dataFolder: options.dataFolder, store, vault, origin, log }),
    changes: createChanges(emit),
    leaving: createLeaving(),
    tokens: createTokenCache(clock),
    vendorUrls: options.vendorUrls,
    isSandbox: () => isSandbox,
    missedPolicy: () => missedPolicy,
    ceiling: () => (isSandbox ? null : ceiling),
  }
  const files = createTransfer(context)
  const delivery = createDelivery(context)
  const scheduler = createScheduler({
    clock,
    monotonic: options.monotonic ?? (() => performance.now()),
    nextDue: () => toMillis(store.messages.nextDue() ?? ''),
    dealWithDue: (awakeSince) => {
      for (const due of store.messages.due(toTime(clock())))
        dealWithDue({ ...context, start: delivery.start }, due, awakeSince)
    },
  })
  const imports = createImports(context)
  const clearing = createClearing(context)
  const rehearsals = createRehearsals(context)
  const table = { ...api, ...commands }
  const dispatch = createDispatch<typeof table, Caller>(
    table,
    logWrites(context, {
      ...providerHandlers(context, delivery),
      ...topicHandlers(context, clearing),
      ...subscriberHandlers(context),
      ...userHandlers(context),
      ...targetHandlers(context),
      ...messageHandlers(context, delivery, { scheduler, clearing }),
      ...explanationHandlers(context),
      ...deliveryHandlers(context, delivery),
      ...verifyHandlers(context),
      ...trialHandlers(context, rehearsals),
      ...scheduleHandlers(context, delivery, scheduler),
      ...sandboxHandlers(context),
      ...bucketHandlers(context),
      ...fileHandlers(context, files),
      ...logHandlers(context),
      ...bulkHandlers(context, imports),
    }),
  )
  void context.storage.discard()
  if (!options.isIdle) {
    delivery.goOn()
    scheduler.poke()
    clearing.goOn()
  }

  return {
    call: (name, input, caller = theAppWith(input)) =>
      dispatch(name, input, caller).catch((error: unknown) => {
        throw toApiError(error, log)
      }),
    files,
    setSandbox: (on) => {
      isSandbox = on
    },
    setMissedPolicy: (policy) => {
      missedPolicy = policy
    },
    setCeiling: (people) => {
      ceiling = people
    },
    resumeSelfPaused: () => delivery.resumeSelfPaused(null),
    wake: () => {
      scheduler.poke()
      delivery.look()
    },
    close: async () => {
      if (isClosed) return
      isClosed = true
      scheduler.stop()
      imports.stop()
      clearing.stop()
      rehearsals.stop()
      await delivery.close()
      context.changes.flush()
      store.close()
    },
  }
}
