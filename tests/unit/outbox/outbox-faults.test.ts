import { cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../support/eventually'
import { startFaultProxy, type Fault, type FaultProxy } from '../../support/fault-proxy'
import { openOutboxStudio } from '../../support/outbox-studio'
import { temporaryFolder } from '../../support/temporary-folder'

/** An outbox on a project that is reached through a proxy. */
const setUp = async () => {
  let proxy: FaultProxy | undefined
  const outbox = await openOutboxStudio({
    endpoint: async (target) => {
      proxy = await startFaultProxy(target)
      return proxy.endpoint
    },
  })
  if (!proxy) throw new Error('no proxy')
  const { close } = proxy
  onTestFinished(() => close())
  return { ...outbox, proxy }
}

/** Each write is spoiled as often as it is tried in one attempt. */
const always = (fault: Fault): Fault[] => [fault, fault, fault]

test.each<Fault>(['latency', 'lost reply', 'cut mid-body', '500 after the write', '429'])(
  'three go out in order, each once, through “%s”',
  async (fault) => {
    const { call, queue, until, onServer, proxy } = await setUp()
    for (const subject of ['One', 'Two', 'Three']) await queue(subject, { as: 'send' })
    proxy.spoil('POST', fault, fault)
    await call('releaseOutbox', {})

    await until([])
    expect(await onServer()).toEqual(['One', 'Two', 'Three'])
  },
)

test('a write whose outcome nobody saw stops, is looked up when the server answers, and is not repeated', async () => {
  const { project, call, queue, entry, until, onServer, proxy, events } = await setUp()
  const draftId = await queue('One', { as: 'send' })
  proxy.spoil('POST', ...always('lost reply'))
  // What is stored cannot be looked up either.
  proxy.spoil('GET', ...always('lost request'), ...always('lost request'))
  await call('releaseOutbox', {})
  await eventually(async () => expect(await entry(draftId)).toMatchObject({ state: 'needsYou' }))

  expect(await entry(draftId)).toMatchObject({ problem: { type: 'desktop_outcome_unknown' } })
  const writes = () => proxy.seen.filter((line) => line.startsWith('POST')).length
  const before = writes()
  await eventually(async () => {
    await call('tryServer', {})
    expect(await entry(draftId)).toBeUndefined()
  })
  expect(writes()).toBe(before)
  expect(await onServer()).toEqual(['One'])
  expect(await call('listDrafts', {})).toEqual({ drafts: [] })
  expect(events().filter(({ name }) => name === 'outbox.settled')).toMatchObject([
    { payload: { state: 'needsYou' } },
    { payload: { state: 'done' } },
  ])
  await until([])
  await project.goAway()
})

test('a write that certainly did not arrive waits for the person, who releases it again', async () => {
  const { call, queue, entry, until, onServer, proxy } = await setUp()
  const draftId = await queue('One', { as: 'send' })
  proxy.spoil('POST', ...always('lost request'))
  proxy.spoil('GET', ...always('lost request'), ...always('lost request'))
  await call('releaseOutbox', {})
  await eventually(async () => expect(await entry(draftId)).toMatchObject({ state: 'needsYou' }))
  await eventually(async () => {
    await call('tryServer', {})
    expect((await entry(draftId))?.problem?.message).toContain('does not have this message now')
  })

  expect(await entry(draftId)).toMatchObject({ state: 'needsYou' })
  expect(await onServer()).toEqual([])
  await call('releaseOutbox', { draftIds: [draftId] })
  await until([])
  expect(await onServer()).toEqual(['One'])
})

test.each<[Fault, string]>([
  ['stall after the write', 'had arrived'],
  ['stall', 'had not arrived'],
])('a kill in the middle (“%s”: it %s) leaves exactly one message', async (fault) => {
  const { queue, call, entry, onServer, proxy, dataFolder, reopen, until } = await setUp()
  const draftId = await queue('One', { as: 'send' })
  await queue('Two', { as: 'send' })
  proxy.spoil('POST', fault)
  await call('releaseOutbox', {})
  await eventually(async () => {
    expect(await entry(draftId)).toMatchObject({ state: 'publishing' })
    expect(proxy.seen.filter((line) => line.startsWith('POST'))).toHaveLength(1)
    expect(await onServer()).toHaveLength(fault === 'stall' ? 0 : 1)
  })

  // What a killed process leaves on the disk, in a place of its own.
  const left = temporaryFolder()
  for (const name of readdirSync(dataFolder).filter((file) => !file.includes('lock')))
    cpSync(join(dataFolder, name), join(left, name), { recursive: true })
  await reopen(left)

  await until([])
  expect(await onServer()).toEqual(['One', 'Two'])
  expect(await call('listDrafts', {})).toEqual({ drafts: [] })
})
