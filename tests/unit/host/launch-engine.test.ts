import type { BridgeEvent } from '@contract/events'
import { defaultMissedPolicy } from '@contract/schedules'
import type { EngineStatus } from '@contract/settings'
import { createLauncher, type EngineProcess } from '@main/host/launch-engine'
import type { FromEngine, ToEngine } from '@main/host/engine-messages'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

/** A process that does what the test says, and remembers what it was told. */
class FakeProcess implements EngineProcess {
  readonly told: ToEngine[] = []
  isKilled = false
  say: (message: FromEngine) => void = () => {}
  die: (reason: string) => void = () => {}

  pid(): undefined {
    return undefined
  }
  send(message: ToEngine): void {
    this.told.push(message)
  }
  onMessage(listener: (message: FromEngine) => void): void {
    this.say = listener
  }
  onExit(listener: (reason: string) => void): void {
    this.die = listener
  }
  kill(): void {
    this.isKilled = true
    this.die('signal SIGKILL')
  }
}

const launch = () => {
  const processes: FakeProcess[] = []
  const statuses: EngineStatus[] = []
  const events: BridgeEvent[] = []
  const start = createLauncher({
    spawn: () => {
      const process = new FakeProcess()
      processes.push(process)
      return process
    },
    vendorUrls: { twilio: 'http://127.0.0.1:1' },
    log: () => {},
    startTimeoutMs: 60_000,
    callWaitMs: 15_000,
    stopTimeoutMs: 12_000,
  })
  const engine = start({
    dataFolder: '/data',
    vaultKey: 'key',
    sandbox: true,
    missed: defaultMissedPolicy,
    ceiling: 50,
    onEvent: (event) => events.push(event),
    onStatus: (status) => statuses.push(status),
  })
  const last = (): FakeProcess => {
    const process = processes.at(-1)
    if (!process) throw new Error('Nothing was started.')
    return process
  }
  return { engine, processes, statuses, events, last }
}

/** Lets promises that are settled run their continuations. */
const settle = async (): Promise<void> => {
  await vi.advanceTimersByTimeAsync(0)
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a supervised engine', () => {
  it('gets its data folder, key and settings in the first message', () => {
    const { last } = launch()
    expect(last().told).toEqual([
      {
        type: 'start',
        options: {
          dataFolder: '/data',
          vaultKey: 'key',
          sandbox: true,
          missed: defaultMissedPolicy,
          ceiling: 50,
          vendorUrls: { twilio: 'http://127.0.0.1:1' },
        },
      },
    ])
  })

  it('keeps calls until it is ready, then answers each with its own reply', async () => {
    const { engine, last } = launch()
    const first = engine.call('listTopics', {})
    const second = engine.call('getTopic', { topicId: 'a' })
    await settle()
    expect(last().told.filter(({ type }) => type === 'call')).toEqual([])
    last().say({ type: 'ready' })
    expect(last().told.filter(({ type }) => type === 'call')).toHaveLength(2)
    last().say({ type: 'reply', id: 2, reply: { ok: true, value: 'second' } })
    last().say({ type: 'reply', id: 1, reply: { ok: true, value: 'first' } })
    expect(await first).toBe('first')
    expect(await second).toBe('second')
    expect(engine.status()).toEqual({ state: 'running', restarts: 0, problem: null })
  })

  it('throws the error that the engine answered', async () => {
    const { engine, last } = launch()
    last().say({ type: 'ready' })
    const call = engine.call('getTopic', { topicId: 'a' })
    await settle()
    const error = { code: 404, type: 'topic_not_found', message: 'There is no topic.' }
    last().say({ type: 'reply', id: 1, reply: { ok: false, error } })
    await expect(call).rejects.toMatchObject(error)
  })

  it('passes events on', () => {
    const { last, events } = launch()
    const event = { name: 'resource.changed', payload: { resource: 'topics' } } as const
    last().say({ type: 'event', event })
    expect(events).toEqual([event])
  })

  it('fails what was under way when it dies, and answers what comes after from the next one', async () => {
    const { engine, last, processes, statuses } = launch()
    last().say({ type: 'ready' })
    const underWay = engine.call('createEmail', {})
    const failure = expect(underWay).rejects.toMatchObject({ type: 'desktop_engine_down' })
    await settle()
    last().die('signal SIGKILL')
    await failure
    const next = engine.call('listMessages', {})
    await vi.advanceTimersByTimeAsync(500)
    expect(processes).toHaveLength(2)
    last().say({ type: 'ready' })
    last().say({ type: 'reply', id: 2, reply: { ok: true, value: 'here' } })
    expect(await next).toBe('here')
    expect(statuses.map(({ state, restarts }) => `${state} ${restarts}`)).toEqual([
      'running 0',
      'restarting 0',
      'restarting 1',
      'running 1',
    ])
  })

  it('waits longer before each start, up to ten seconds, and gives up after six quick deaths', async () => {
    const { engine, processes, last } = launch()
    const waits: number[] = []
    while (engine.status().state !== 'stopped') {
      const started = processes.length
      last().die('code 1')
      if (engine.status().state === 'stopped') break
      let waited = 0
      while (processes.length === started) {
        await vi.advanceTimersByTimeAsync(250)
        waited += 250
      }
      waits.push(waited)
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000])
    expect(engine.status().problem).toContain('6 times in a row')
    await expect(engine.call('listTopics', {})).rejects.toMatchObject({
      type: 'desktop_engine_down',
      message: engine.status().problem,
    })
  })

  it('forgets earlier deaths once it ran for a while', async () => {
    const { engine, processes, last } = launch()
    for (let death = 0; death < 8; death += 1) {
      last().say({ type: 'ready' })
      await vi.advanceTimersByTimeAsync(11_000)
      last().die('signal SIGSEGV')
      await vi.advanceTimersByTimeAsync(500)
    }
    expect(processes).toHaveLength(9)
    expect(engine.status()).toMatchObject({ state: 'restarting', restarts: 8 })
  })

  it('does not start again on data that another start cannot mend', () => {
    const { engine, last, processes } = launch()
    const message = 'The data was written by a newer Sendwright.'
    last().say({ type: 'failed', error: { code: 409, type: 'desktop_data_newer', message } })
    last().die('code 1')
    expect(engine.status()).toEqual({ state: 'stopped', restarts: 0, problem: message })
    expect(processes).toHaveLength(1)
  })

  it('starts again by hand after it gave up', () => {
    const { engine, last, processes } = launch()
    const error = { code: 500, type: 'desktop_data_damaged', message: 'Damaged.' }
    last().say({ type: 'failed', error })
    last().die('code 1')
    engine.restart()
    expect(processes).toHaveLength(2)
    last().say({ type: 'ready' })
    expect(engine.status()).toEqual({ state: 'running', restarts: 1, problem: null })
  })

  it('asks a running engine to end before it starts it by hand again', async () => {
    const { engine, last, processes } = launch()
    last().say({ type: 'ready' })
    engine.restart()
    expect(processes[0]?.told.at(-1)).toEqual({ type: 'stop' })
    expect(processes).toHaveLength(1)
    last().die('code 0')
    expect(processes).toHaveLength(2)
    expect(last().told[0]).toMatchObject({ type: 'start' })
  })

  it('starts the next one with the sandbox as it was last set', () => {
    const { engine, last, processes } = launch()
    last().say({ type: 'ready' })
    engine.setSandbox(false)
    expect(last().told.at(-1)).toEqual({ type: 'sandbox', on: false })
    engine.restart()
    last().die('code 0')
    expect(processes[1]?.told[0]).toMatchObject({ options: { sandbox: false } })
  })

  it('starts the next one with the policy for missed schedules as it was last set', () => {
    const policy = { sendWithinMinutes: 5, otherwise: 'skip' } as const
    const { engine, last, processes } = launch()
    last().say({ type: 'ready' })
    engine.setMissedPolicy(policy)
    expect(last().told.at(-1)).toEqual({ type: 'missed', policy })
    engine.restart()
    last().die('code 0')
    expect(processes[1]?.told[0]).toMatchObject({ options: { missed: policy } })
  })

  it('starts the next one with the ceiling as it was last set', () => {
    const { engine, last, processes } = launch()
    engine.setCeiling(20)
    last().say({ type: 'ready' })
    expect(last().told.at(-1)).toEqual({ type: 'ceiling', people: 20 })
    engine.setCeiling(null)
    expect(last().told.at(-1)).toEqual({ type: 'ceiling', people: null })
    engine.restart()
    last().die('code 0')
    expect(processes[1]?.told[0]).toMatchObject({ options: { ceiling: null } })
  })

  it('hears that the computer woke up, once it can', () => {
    const { engine, last } = launch()
    engine.wake()
    expect(last().told.at(-1)).toMatchObject({ type: 'start' })
    last().say({ type: 'ready' })
    engine.wake()
    expect(last().told.at(-1)).toEqual({ type: 'wake' })
  })

  it('ends an engine that does not get ready, and lets calls wait no longer than they may', async () => {
    const { engine, processes } = launch()
    const call = engine.call('listTopics', {})
    const failure = expect(call).rejects.toMatchObject({ type: 'desktop_engine_down' })
    await vi.advanceTimersByTimeAsync(15_000)
    await failure
    await vi.advanceTimersByTimeAsync(45_000)
    expect(processes[0]?.isKilled).toBe(true)
  })

  it('stops for good: asks, waits, and takes no more calls', async () => {
    const { engine, last, processes } = launch()
    last().say({ type: 'ready' })
    const stopping = engine.stop()
    expect(last().told.at(-1)).toEqual({ type: 'stop' })
    last().die('code 0')
    await stopping
    expect(engine.status()).toEqual({ state: 'stopped', restarts: 0, problem: null })
    await expect(engine.call('listTopics', {})).rejects.toMatchObject({
      type: 'desktop_engine_down',
    })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(processes).toHaveLength(1)
  })

  it('ends an engine by force that does not stop in time', async () => {
    const { engine, last } = launch()
    last().say({ type: 'ready' })
    const stopping = engine.stop()
    await vi.advanceTimersByTimeAsync(12_000)
    await stopping
    expect(last().isKilled).toBe(true)
  })

  it('does not come back when it is stopped while it waits to be started again', async () => {
    const { engine, last, processes } = launch()
    last().die('code 1')
    await engine.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(processes).toHaveLength(1)
  })
})
