import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BridgeEvent } from '@contract/events'
import type { CallInput, CallName, CallReply } from '@contract/index'
import type { MissedPolicy } from '@contract/schedules'
import type { Caller } from '@main/engine/caller'
import type { Engine, EngineOptions } from '@main/engine/engine'
import { openEngine } from '@main/engine/engine'

/** An engine on a temporary folder, with typed calls. */
export interface Workspace {
  readonly folder: string
  readonly events: BridgeEvent[]
  readonly log: string[]
  /** The app calls when nobody else is named. */
  call<Name extends CallName>(
    name: Name,
    input: CallInput<Name>,
    caller?: Caller,
  ): Promise<CallReply<Name>>
  setSandbox(on: boolean): void
  setMissedPolicy(policy: MissedPolicy): void
  setCeiling(people: number | null): void
  resumeSelfPaused(): void
  wake(): void
  /** Closes the engine and opens another one on the same folder. */
  reopen(options?: Partial<EngineOptions>): Promise<void>
  close(): Promise<void>
  /** Closes the engine and removes the folder. */
  end(): Promise<void>
}

/** Opens a workspace; live by default, so that tests see real connections. */
export const openWorkspace = (options: Partial<EngineOptions> = {}): Workspace => {
  const folder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'sendwright-engine-'))
  const events: BridgeEvent[] = []
  const log: string[] = []
  let current: Partial<EngineOptions> = { vaultKey: randomBytes(32), ...options }
  const open = (): Engine =>
    openEngine({
      dataFolder: folder,
      vaultKey: undefined,
      sandbox: false,
      vendorUrls: {},
      emit: (name, payload) => void events.push({ name, payload } as BridgeEvent),
      log: (line) => void log.push(line),
      ...current,
    })
  let engine = open()
  return {
    folder,
    events,
    log,
    call: async (name, input, caller) =>
      // The reply of a row that was called by its own name.
      (await engine.call(name, input, caller)) as CallReply<typeof name>,
    setSandbox: (on) => engine.setSandbox(on),
    setMissedPolicy: (policy) => engine.setMissedPolicy(policy),
    setCeiling: (people) => engine.setCeiling(people),
    resumeSelfPaused: () => engine.resumeSelfPaused(),
    wake: () => engine.wake(),
    reopen: async (changed = {}) => {
      await engine.close()
      current = { ...current, ...changed }
      engine = open()
    },
    close: () => engine.close(),
    end: async () => {
      await engine.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Asks again until it is so; fails after `timeoutMs` with what it last saw. */
export const waitFor = async <Value>(
  ask: () => Promise<Value>,
  isSo: (value: Value) => boolean,
  timeoutMs = 10_000,
): Promise<Value> => {
  const end = Date.now() + timeoutMs
  for (;;) {
    const value = await ask()
    if (isSo(value)) return value
    if (Date.now() > end) throw new Error(`still not so: ${JSON.stringify(value)}`)
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}

/** The same without a pause, for what is over in a moment; answers all that was answered. */
export const watchUntil = async <Value>(
  ask: () => Promise<Value>,
  isSo: (value: Value) => boolean,
): Promise<Value[]> => {
  const answers: Value[] = []
  for (;;) {
    const value = await ask()
    answers.push(value)
    if (isSo(value)) return answers
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Waits until a message is sent or has failed. */
export const waitUntilOver = (workspace: Workspace, messageId: string) =>
  waitFor(
    () => workspace.call('getMessage', { messageId }),
    ({ status }) => status === 'sent' || status === 'failed',
  )

/** An enabled SMTP provider on this port. */
export const addSmtp = (
  workspace: Workspace,
  port: number,
  more: Partial<CallInput<'createProvider'>> = {},
) =>
  workspace.call('createProvider', {
    ...{ kind: 'smtp', providerId: 'unique()', name: 'Test server', host: '127.0.0.1', port },
    ...{ fromName: 'Acme News', fromEmail: 'news@acme.example', enabled: true },
    ...more,
  })

/** One user a name, reachable at `<name>@example.com`; answers the targets' ids in the same order. */
export const addPeople = async (
  workspace: Workspace,
  names: readonly string[],
): Promise<string[]> => {
  const ids: string[] = []
  for (const name of names) {
    const email = `${name.toLowerCase()}@example.com`
    const user = await workspace.call('createUser', { userId: 'unique()', name, email })
    ids.push(user.targets[0]?.$id ?? '')
  }
  return ids
}

/** A topic with these targets as subscribers. */
export const addTopic = async (
  workspace: Workspace,
  topicId: string,
  targetIds: readonly string[],
): Promise<void> => {
  await workspace.call('createTopic', { topicId, name: topicId })
  for (const targetId of targetIds)
    await workspace.call('createSubscriber', { subscriberId: 'unique()', topicId, targetId })
}
