import { cpSync } from 'node:fs'
import { ProviderError } from '@main/providers/errors'
import { createLeaving } from '@main/engine/leaving'
import { afterEach, describe, expect, it } from 'vitest'
import { goneWords, leftWords, outcomesOf, unsubscribe } from '../../support/left-audience'
import {
  addCrowd,
  addScripted,
  scriptedProvider,
  type Script,
} from '../../support/scripted-provider'
import { temporaryFolder } from '../../support/temporary-folder'
import type { Workspace } from '../../support/workspace'
import { addPeople, addTopic, openWorkspace, waitFor, waitUntilOver } from '../../support/workspace'

const hello = { messageId: 'hello' }
const mail = { ...hello, subject: 'Hello', content: 'Text' }

describe('whoever leaves the audience while a message is under way', () => {
  let workspace: Workspace
  const others: Workspace[] = []
  let answer = (): void => {}

  const call: Workspace['call'] = (name, input) => workspace.call(name, input)
  const report = () => call('getDeliveryReport', hello)
  const outcomes = () => outcomesOf(workspace, 'hello')
  const open = async (script: Script, shape: Parameters<typeof scriptedProvider>[1] = {}) => {
    const vendor = scriptedProvider(script, { connections: 1, ...shape })
    workspace = openWorkspace({ providers: [vendor.provider] })
    await addScripted(workspace)
    const seen = () => vendor.calls.flatMap(({ identifiers }) => identifiers)
    const untilCalled = (times: number) =>
      waitFor(
        () => Promise.resolve(vendor.calls.length),
        (calls) => calls >= times,
      )
    return { vendor, seen, untilCalled }
  }
  /** A vendor that keeps its first calls until `answer`. */
  const openHeld = (first = 1) => {
    const held = new Promise<void>((resolve) => (answer = resolve))
    return open((_, count) => (count <= first ? held : undefined))
  }
  /** A message to the topic `news`, whose first one is being sent to. */
  const sendToNews = async (names: readonly string[]) => {
    const found = await openHeld()
    const targets = await addPeople(workspace, names)
    await addTopic(workspace, 'news', targets)
    await call('createEmail', { ...mail, topics: ['news'] })
    await found.untilCalled(1)
    return { ...found, targets }
  }
  const userOf = async (name: string): Promise<string> => {
    const { users } = await call('listUsers', { search: name })
    return users.find((user) => user.name === name)?.$id ?? ''
  }
  const over = async () => {
    answer()
    return await waitUntilOver(workspace, 'hello')
  }
  const nobodyLeft = { pending: 0, in_flight: 0, unknown: 0 }

  afterEach(async () => {
    answer()
    for (const one of others.splice(0)) await one.end()
    await workspace.end()
  })

  it('gets nothing, and the report says why', async () => {
    const names = ['Ann', 'Off', 'Target', 'User', 'Mail', 'Zoe']
    const { seen, targets } = await sendToNews(names)
    await unsubscribe(workspace, 'news', targets[1])
    await call('deleteTarget', { userId: await userOf('Target'), targetId: targets[2] ?? '' })
    await call('deleteUser', { userId: await userOf('User') })
    await call('updateUserEmail', { userId: await userOf('Mail'), email: '' })
    const message = await over()

    expect(seen()).toEqual(['ann@example.com', 'zoe@example.com'])
    expect(await outcomes()).toEqual({
      ...{ ann: 'accepted', zoe: 'accepted', off: leftWords },
      ...{ target: goneWords, user: goneWords, mail: goneWords },
    })
    expect(message).toMatchObject({ status: 'failed', deliveredTotal: 2 })
    expect(message.deliveryErrors).toHaveLength(4)
    const { counts, causes, providers } = await report()
    expect(counts).toEqual({ ...nobodyLeft, accepted: 2, failed: 4 })
    expect(causes).toEqual([
      { error: goneWords, state: 'failed', total: 3 },
      { error: leftWords, state: 'failed', total: 1 },
    ])
    expect(providers).toMatchObject([{ total: 6 }])
    const told = workspace.events.filter(({ name }) => name === 'delivery.progress').at(-1)
    expect(told).toMatchObject({ payload: { counts } })
  })

  it('still gets it when another topic, the user or the target is in the audience', async () => {
    const { seen, untilCalled } = await openHeld()
    const names = ['Ann', 'Topic', 'User', 'Target', 'None', 'Zoe']
    const targets = await addPeople(workspace, names)
    await addTopic(workspace, 'news', targets.slice(0, 5))
    await addTopic(workspace, 'offers', [targets[1] ?? '', targets[5] ?? ''])
    const users = [await userOf('User')]
    await call('createEmail', {
      ...{ ...mail, topics: ['news', 'offers'], users, targets: targets.slice(3, 4) },
    })
    await untilCalled(1)
    for (const target of targets.slice(1, 3)) await unsubscribe(workspace, 'news', target)
    await call('deleteTopic', { topicId: 'news' })
    await over()

    expect(seen()).toHaveLength(5)
    expect(await outcomes()).toEqual({
      ...{ ann: 'accepted', topic: 'accepted', user: 'accepted', target: 'accepted' },
      ...{ none: leftWords, zoe: 'accepted' },
    })
  })

  it('gets it at a corrected address, and again after coming back', async () => {
    const { seen, targets } = await sendToNews(['Ann', 'Bob', 'Cy', 'Dee'])
    const [, bob = '', , dee = ''] = targets
    const userId = await userOf('Bob')
    await call('updateTarget', { userId, targetId: bob, identifier: 'robert@example.com' })
    await call('updateUserEmail', { userId: await userOf('Cy'), email: 'cyrus@example.com' })
    await unsubscribe(workspace, 'news', dee)
    await call('createSubscriber', { subscriberId: 'unique()', topicId: 'news', targetId: dee })
    const message = await over()

    expect(message).toMatchObject({ status: 'sent', deliveredTotal: 4 })
    const names = ['ann', 'robert', 'cyrus', 'dee']
    expect(seen()).toEqual(names.map((name) => `${name}@example.com`))
    expect(Object.keys(await outcomes())).toEqual(names)
  })

  it('gets nothing when the program dies before their turn', async () => {
    const { targets } = await sendToNews(['Ann', 'Bob', 'Cy'])
    await unsubscribe(workspace, 'news', targets[1])
    const dataFolder = temporaryFolder()
    cpSync(workspace.folder, dataFolder, { recursive: true })
    const second = scriptedProvider(() => undefined)
    const later = openWorkspace({ dataFolder, providers: [second.provider] })
    others.push(later)
    await waitUntilOver(later, 'hello')

    expect(second.calls.flatMap(({ identifiers }) => identifiers)).toEqual(['cy@example.com'])
    expect(await outcomesOf(later, 'hello')).toMatchObject({ bob: leftWords, cy: 'accepted' })
    const { counts } = await later.call('getDeliveryReport', hello)
    expect(counts).toEqual({ ...nobodyLeft, accepted: 1, failed: 1, unknown: 1 })
  })

  it('gets nothing from either of two providers', async () => {
    const { seen, untilCalled } = await openHeld(2)
    await addScripted(workspace, 'other')
    const targets = await addPeople(workspace, ['A1', 'B1', 'A2', 'B2', 'A3', 'B3'])
    for (const [at, targetId] of targets.entries()) {
      const userId = await userOf(['A1', 'B1', 'A2', 'B2', 'A3', 'B3'][at] ?? '')
      const providerId = at % 2 === 0 ? 'vendor' : 'other'
      await call('updateTarget', { userId, targetId, providerId })
    }
    await addTopic(workspace, 'news', targets)
    await call('createEmail', { ...mail, topics: ['news'] })
    await untilCalled(2)
    for (const target of targets.slice(2, 4)) await unsubscribe(workspace, 'news', target)
    await over()

    expect(seen().toSorted()).toEqual(['a1', 'a3', 'b1', 'b3'].map((one) => `${one}@example.com`))
    const { counts, providers } = await report()
    expect(counts).toEqual({ ...nobodyLeft, accepted: 4, failed: 2 })
    expect(providers.map(({ total }) => total)).toEqual([3, 3])
  })

  it('goes with a call that is made again only when nobody of it is reached', async () => {
    let isBusy = true
    const { vendor, untilCalled } = await open(
      () => {
        if (isBusy) throw new ProviderError('server', 'recipient', '503 try again')
      },
      { batchSize: 3 },
    )
    const targets = await addPeople(workspace, ['Ann', 'Bob', 'Cy', 'Dee', 'Eve', 'Flo'])
    await addTopic(workspace, 'news', targets)
    await call('createEmail', { ...mail, topics: ['news'] })
    await untilCalled(2)
    isBusy = false
    for (const target of targets.slice(2)) await unsubscribe(workspace, 'news', target)
    await over()

    const again = vendor.calls.slice(2).map(({ identifiers }) => identifiers)
    expect(again).toEqual([['ann@example.com', 'bob@example.com', 'cy@example.com']])
    expect(await outcomes()).toEqual({
      ...{ ann: 'accepted', bob: 'accepted', cy: 'accepted' },
      ...{ dee: leftWords, eve: leftWords, flo: leftWords },
    })
  })

  it('gets nothing when leaving while the ledger is written', async () => {
    const { seen } = await open(() => undefined)
    const targets = await addPeople(workspace, ['Ann', 'Bob'])
    await addCrowd(workspace, 'crowd', 3000)
    await addTopic(workspace, 'news', targets)
    await call('createEmail', { ...mail, topics: ['news', 'crowd'] })
    let pending = 0
    while (pending === 0) {
      await new Promise(setImmediate)
      pending = (await report()).counts.pending
    }
    expect(pending).toBeLessThan(3002)
    await unsubscribe(workspace, 'news', targets[0])
    await over()

    expect(seen()).not.toContain('ann@example.com')
    expect(seen()).toHaveLength(3001)
    expect((await report()).counts).toEqual({ ...nobodyLeft, accepted: 3001, failed: 1 })
  })

  it('in thousands does not wait for the turns of a slow provider, nor make calls wait', async () => {
    const { seen } = await openHeld()
    await addTopic(workspace, 'stay', await addPeople(workspace, ['Ann']))
    await addCrowd(workspace, 'leave', 4000)
    await call('setProviderLimits', { providerId: 'vendor', perSecond: 2 })
    await call('createEmail', { ...mail, topics: ['stay', 'leave'] })
    await waitFor(
      () => Promise.resolve(seen().length),
      (calls) => calls > 0,
    )
    await call('deleteTopic', { topicId: 'leave' })
    answer()
    let longestMs = 0
    await waitFor(
      async () => {
        const askedAt = performance.now()
        const { status } = await call('getMessage', hello)
        longestMs = Math.max(longestMs, performance.now() - askedAt)
        return status
      },
      (status) => status !== 'processing',
      30_000,
    )

    const { counts } = await report()
    expect(counts.accepted).toBe(seen().length)
    expect(counts.accepted).toBeLessThan(10)
    expect(counts).toEqual({ ...nobodyLeft, accepted: seen().length, failed: 4001 - seen().length })
    expect(longestMs).toBeLessThan(500)
  }, 60_000)
})

describe('who left since a watch began', () => {
  it('is everybody after too many to remember, or once the topic of all is gone', () => {
    const leaving = createLeaving()
    leaving.left(['before'])
    const watch = leaving.watch(['news'])
    leaving.left(['one'])
    leaving.topicGone('offers')
    expect(['before', 'one', 'other'].map(watch.isSuspect)).toEqual([false, true, false])

    leaving.left(Array.from({ length: 10_000 }, (_, at) => `t${at}`))
    expect(watch.isSuspect('other')).toBe(true)
    const later = leaving.watch(['news'])
    expect(later.isSuspect('other')).toBe(false)
    leaving.topicGone('news')
    expect(later.isSuspect('other')).toBe(true)
  })
})
