import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { BridgeEvent } from '@contract/events'
import { defaultMissedPolicy } from '@contract/schedules'
import type { EngineStatus } from '@contract/settings'
import { forkEngine } from '@main/host/fork-engine'
import { createLauncher, type EngineProcess } from '@main/host/launch-engine'
import { newVaultKey } from '@main/secrets/vault-key'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { buildIfStale } from '../../../scripts/build-if-stale.mjs'
import { eventually } from '../../support/eventually'
import { temporaryFolder } from '../../support/temporary-folder'

const entry = fileURLToPath(new URL('../../../out/main/engine-process.js', import.meta.url))

beforeAll(async () => {
  await buildIfStale()
}, 120_000)

/** An engine in a process of its own, on a folder of its own. */
const launch = () => {
  const processes: EngineProcess[] = []
  const events: BridgeEvent[] = []
  const statuses: EngineStatus[] = []
  const vaultKey = newVaultKey()
  const start = createLauncher({
    spawn: () => {
      const process = forkEngine(entry)
      processes.push(process)
      return process
    },
    vendorUrls: {},
    log: () => {},
  })
  const engine = start({
    dataFolder: temporaryFolder(),
    vaultKey,
    sandbox: true,
    missed: defaultMissedPolicy,
    onEvent: (event) => events.push(event),
    onStatus: (status) => statuses.push(status),
  })
  onTestFinished(() => engine.stop())
  const pid = (): number => {
    const last = processes.at(-1)?.pid()
    if (last === undefined) throw new Error('Nothing was started.')
    return last
  }
  return { engine, vaultKey, events, statuses, pid }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

it('answers calls, tells what changed, and ends when it is stopped', async () => {
  const { engine, events, pid } = launch()
  await engine.call('createTopic', { topicId: 'news', name: 'News' })
  expect(await engine.call('getTopic', { topicId: 'news' })).toMatchObject({ name: 'News' })
  await expect(engine.call('getTopic', { topicId: 'none' })).rejects.toMatchObject({
    code: 404,
    type: 'topic_not_found',
  })
  await eventually(() => expect(events.map(({ name }) => name)).toContain('resource.changed'))
  await engine.stop()
  expect(isAlive(pid())).toBe(false)
})

it('comes back after kill -9 with everything that was written', async () => {
  const { engine, statuses, pid } = launch()
  await engine.call('createTopic', { topicId: 'news', name: 'News' })
  const killed = pid()
  process.kill(killed, 'SIGKILL')
  await eventually(() => expect(engine.status().state).toBe('restarting'))
  expect(await engine.call('getTopic', { topicId: 'news' })).toMatchObject({ name: 'News' })
  expect(pid()).not.toBe(killed)
  expect(statuses.at(-1)).toEqual({ state: 'running', restarts: 1, problem: null })
})

it.skipIf(!existsSync('/proc/self/environ'))(
  'shows its vault key neither in its arguments nor in its environment',
  async () => {
    const { engine, vaultKey, pid } = launch()
    await engine.call('listTopics', {})
    const shown = ['cmdline', 'environ'].map((name) =>
      readFileSync(`/proc/${pid()}/${name}`, 'utf8'),
    )
    expect(shown[0]).toContain('engine-process.js')
    expect(shown.join()).not.toContain(vaultKey)
  },
)
