import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ProviderError } from '@main/providers/errors'
import { afterEach, describe, expect, it } from 'vitest'
import { leftWords as words, outcomesOf, unsubscribe } from '../../support/left-audience'
import {
  addCrowd,
  addScripted,
  scriptedProvider,
  type Script,
} from '../../support/scripted-provider'
import type { Workspace } from '../../support/workspace'
import { addPeople, addTopic, openWorkspace, waitFor, waitUntilOver } from '../../support/workspace'

const hello = { messageId: 'hello' }
const mail = { ...hello, subject: 'Hello', content: 'Text' }

describe('whoever leaves the audience while a message is paused', () => {
  let workspace: Workspace
  const others: Workspace[] = []

  const call: Workspace['call'] = (name, input) => workspace.call(name, input)
  const open = async (script: Script, shape: Parameters<typeof scriptedProvider>[1] = {}) => {
    const vendor = scriptedProvider(script, { connections: 1, ...shape })
    workspace = openWorkspace({ providers: [vendor.provider] })
    await addScripted(workspace)
    return vendor
  }
  const report = () => call('getDeliveryReport', hello)
  const outcomes = () => outcomesOf(workspace, 'hello')

  /** A message that is paused while the first of its people is sent to. */
  const pauseAtFirst = async (
    names: readonly string[],
    how: (targets: readonly string[]) => Promise<Partial<typeof mail> & object>,
  ) => {
    let answer = (): void => {}
    const held = new Promise<void>((resolve) => (answer = resolve))
    const vendor = await open((_, count) => (count === 1 ? held : undefined))
    const targets = await addPeople(workspace, names)
    await call('createEmail', { ...mail, ...(await how(targets)) })
    await waitFor(
      () => Promise.resolve(vendor.calls.length),
      (calls) => calls === 1,
    )
    await call('pauseDelivery', hello)
    answer()
    await waitFor(report, ({ counts }) => counts.in_flight === 0)
    return { vendor, targets }
  }

  afterEach(async () => {
    for (const one of others.splice(0)) await one.end()
    await workspace.end()
  })

  it.each(['at once', 'after a restart'])(
    'gets nothing %s, and the report says why',
    async (when) => {
      const { vendor, targets } = await pauseAtFirst(['Ann', 'Bob', 'Cy'], async (all) => {
        await addTopic(workspace, 'news', all)
        return { topics: ['news'] }
      })
      await unsubscribe(workspace, 'news', targets[1])
      if (when === 'after a restart') await workspace.reopen()
      await call('resumeDelivery', hello)
      const message = await waitUntilOver(workspace, 'hello')

      expect(message).toMatchObject({ status: 'failed', deliveredTotal: 2 })
      expect(message.deliveryErrors).toEqual([
        `Failed sending to target bob@example.com with error: ${words}`,
      ])
      expect(vendor.calls.flatMap(({ identifiers }) => identifiers)).toEqual([
        ...['ann@example.com', 'cy@example.com'],
      ])
      expect(await outcomes()).toEqual({ ann: 'accepted', bob: words, cy: 'accepted' })
      expect((await report()).causes).toEqual([{ error: words, state: 'failed', total: 1 }])
    },
  )

  it('still gets it when another topic, the user or the target is in the audience', async () => {
    const names = ['Ann', 'Topic', 'User', 'Target', 'None']
    const { targets } = await pauseAtFirst(names, async (all) => {
      await addTopic(workspace, 'news', all)
      await addTopic(workspace, 'offers', all.slice(1, 2))
      const { users } = await call('listUsers', { search: 'User' })
      const [user] = users.filter(({ name }) => name === 'User')
      return { topics: ['news', 'offers'], users: [user?.$id ?? ''], targets: all.slice(3, 4) }
    })
    for (const target of targets.slice(1)) await unsubscribe(workspace, 'news', target)
    await call('resumeDelivery', hello)
    await waitUntilOver(workspace, 'hello')

    expect(await outcomes()).toEqual({
      ...{ ann: 'accepted', topic: 'accepted', user: 'accepted', target: 'accepted' },
      none: words,
    })
  })

  it('gets nothing by a retry either', async () => {
    const vendor = await open((_, count) => {
      if (count === 1) throw new ProviderError('rejected', 'recipient', '550 no such mailbox')
    })
    const targets = await addPeople(workspace, ['Ann', 'Bob'])
    await addTopic(workspace, 'news', targets)
    await call('createEmail', { ...mail, topics: ['news'] })
    await waitUntilOver(workspace, 'hello')
    await unsubscribe(workspace, 'news', targets[0])
    await call('retryDeliveries', { ...hello, states: ['failed'] })
    await waitUntilOver(workspace, 'hello')

    expect(await outcomes()).toEqual({ ann: words, bob: 'accepted' })
    expect(vendor.calls).toHaveLength(2)
  })

  /** Three people in calls of this size, all put off by the vendor until the message was paused. */
  const pausePutOff = async (batchSize: number) => {
    let isBusy = true
    const vendor = await open(
      () => {
        if (isBusy) throw new ProviderError('server', 'recipient', '503 try again')
      },
      { batchSize },
    )
    const targets = await addPeople(workspace, ['Ann', 'Bob', 'Cy'])
    await addTopic(workspace, 'news', targets)
    await call('createEmail', { ...mail, topics: ['news'] })
    const list = () => call('listDeliveries', hello)
    await waitFor(list, ({ deliveries }) => deliveries.filter((one) => one.error).length === 3)
    await call('pauseDelivery', hello)
    await waitFor(report, ({ counts }) => counts.in_flight === 0)
    isBusy = false
    const before = vendor.calls.length
    return { targets, after: () => vendor.calls.slice(before).flatMap((one) => one.identifiers) }
  }

  it('gets nothing when it was put off before', async () => {
    const { targets, after } = await pausePutOff(1)
    await unsubscribe(workspace, 'news', targets[1])
    await call('resumeDelivery', hello)
    await waitUntilOver(workspace, 'hello')

    expect(await outcomes()).toEqual({ ann: 'accepted', bob: words, cy: 'accepted' })
    expect(after().toSorted()).toEqual(['ann@example.com', 'cy@example.com'])
  })

  it('stays in a call that is made again for others, which must be the same call', async () => {
    const { targets, after } = await pausePutOff(3)
    await unsubscribe(workspace, 'news', targets[1])
    await call('resumeDelivery', hello)
    await waitUntilOver(workspace, 'hello')

    expect(after()).toHaveLength(3)
    expect(await outcomes()).toEqual({ ann: 'accepted', bob: 'accepted', cy: 'accepted' })
  })

  it('goes with the whole call when nobody of it is reached any more', async () => {
    const { after } = await pausePutOff(3)
    await call('deleteTopic', { topicId: 'news' })
    await call('resumeDelivery', hello)
    const message = await waitUntilOver(workspace, 'hello')

    expect(after()).toEqual([])
    expect(message).toMatchObject({ status: 'failed', deliveredTotal: 0 })
    expect(await outcomes()).toEqual({ ann: words, bob: words, cy: words })
  })

  it('gets nothing when the engine dies while it looks for those who left', async () => {
    const vendor = await open(() => undefined)
    await addCrowd(workspace, 'leave', 4000)
    await addTopic(workspace, 'stay', await addPeople(workspace, ['Ann', 'Bob']))
    const crowd = () => call('listSubscribers', { topicId: 'leave', queries: [] })
    await waitFor(crowd, ({ total }) => total === 4000, 60_000)
    // Nobody is sent to before it is paused.
    await call('setProviderLimits', { providerId: 'vendor', perSecond: 0.001 })
    await call('createEmail', { ...mail, topics: ['stay', 'leave'] })
    await waitFor(report, ({ counts }) => counts.pending === 4002)
    await call('pauseDelivery', hello)
    await call('deleteTopic', { topicId: 'leave' })
    await call('setProviderLimits', { providerId: 'vendor' })
    await call('resumeDelivery', hello)
    // In between two slices, as a process that is killed leaves the folder.
    const folder = mkdtempSync(join(tmpdir(), 'sendwright-killed-'))
    let failed = 0
    while (failed === 0) {
      await new Promise(setImmediate)
      failed = (await report()).counts.failed
    }
    rmSync(folder, { recursive: true })
    cpSync(workspace.folder, folder, { recursive: true })
    const sentBefore = vendor.calls.length

    const second = scriptedProvider(() => undefined)
    const later = openWorkspace({ dataFolder: folder, providers: [second.provider] })
    others.push(later)
    const message = await waitUntilOver(later, 'hello')

    expect(failed).toBeLessThan(4000)
    expect(sentBefore).toBe(0)
    expect(second.calls.flatMap(({ identifiers }) => identifiers).toSorted()).toEqual([
      ...['ann@example.com', 'bob@example.com'],
    ])
    expect(message).toMatchObject({ status: 'failed', deliveredTotal: 2 })
    const { counts, causes } = await later.call('getDeliveryReport', hello)
    expect(counts).toMatchObject({
      pending: 0,
      in_flight: 0,
      accepted: 2,
      failed: 4000,
      unknown: 0,
    })
    expect(causes).toEqual([{ error: words, state: 'failed', total: 4000 }])
  }, 60_000)
})
