import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { buildIfStale } from '../../../scripts/build-if-stale.mjs'
import { eventually } from '../../support/eventually'
import { launchProcess } from '../../support/launch-process'

beforeAll(async () => {
  await buildIfStale()
}, 120_000)

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

it('answers calls, tells what changed, and ends when it is stopped', async () => {
  const { engine, events, pid } = launchProcess()
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
  const { engine, statuses, pid, kill } = launchProcess()
  await engine.call('createTopic', { topicId: 'news', name: 'News' })
  const killed = pid()
  await kill()
  expect(await engine.call('getTopic', { topicId: 'news' })).toMatchObject({ name: 'News' })
  expect(pid()).not.toBe(killed)
  expect(statuses.at(-1)).toEqual({ state: 'running', restarts: 1, problem: null })
})

it.skipIf(!existsSync('/proc/self/environ'))(
  'shows its vault key neither in its arguments nor in its environment',
  async () => {
    const { engine, vaultKey, pid } = launchProcess()
    await engine.call('listTopics', {})
    const shown = ['cmdline', 'environ'].map((name) =>
      readFileSync(`/proc/${pid()}/${name}`, 'utf8'),
    )
    expect(shown[0]).toContain('engine-process.js')
    expect(shown.join()).not.toContain(vaultKey)
  },
)
