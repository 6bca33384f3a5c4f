import type { CallInput } from '@contract/index'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  addCrowd,
  addScripted,
  scriptedProvider,
  type ScriptedProvider,
} from '../../support/scripted-provider'
import {
  addPeople,
  addTopic,
  openWorkspace,
  waitFor,
  waitUntilOver,
  type Workspace,
} from '../../support/workspace'

const ceiling = 2
const minute = 60_000

describe('a ceiling, when the hour of a schedule comes', () => {
  let workspace: Workspace
  let vendor: ScriptedProvider
  let targets: string[]
  let now: number

  beforeEach(async () => {
    now = Date.UTC(2026, 10, 23, 12)
    vendor = scriptedProvider(({ withCopies }) => Promise.resolve({ copiesSent: withCopies }))
    workspace = openWorkspace({ clock: () => now, providers: [vendor.provider], ceiling })
    await addScripted(workspace)
    targets = await addPeople(workspace, ['Ada', 'Grace', 'Linus', 'Margaret', 'Ken'])
    await addTopic(workspace, 'news', targets.slice(0, ceiling))
  })
  afterEach(() => workspace.end())

  type Email = CallInput<'createEmail'> & { readonly confirmedPeople?: number }
  const messageId = 'hello'
  const soon = () => new Date(now + 5 * minute).toISOString()
  const schedule = (more: Partial<Email> = {}) =>
    workspace.call('createEmail', {
      ...{ messageId, subject: 'Hello', content: 'Text', topics: ['news'] },
      scheduledAt: soon(),
      ...more,
    } as CallInput<'createEmail'>)
  const confirm = (confirmedPeople: number) => ({ confirmedPeople }) as Partial<Email>
  const join = async (...ids: (string | undefined)[]) => {
    for (const targetId of ids)
      await workspace.call('createSubscriber', {
        ...{ subscriberId: 'unique()', topicId: 'news', targetId: targetId ?? '' },
      })
  }
  const letHourCome = (): void => {
    now += 5 * minute
    workspace.wake()
  }
  const missed = async () => (await workspace.call('listMissedMessages', {})).messages
  const untilHeld = () => waitFor(missed, ({ length }) => length > 0)
  const reached = () => vendor.calls.length
  const sent = async () => expect((await waitUntilOver(workspace, messageId)).status).toBe('sent')

  it('lets through as many as it allows', async () => {
    await schedule()
    letHourCome()
    await sent()
    expect(reached()).toBe(2)
  })

  it('holds what has grown above it, and says why', async () => {
    await schedule()
    await join(targets[2])
    letHourCome()

    expect(await untilHeld()).toMatchObject([
      { messageId, reason: 'ceiling', confirmedPeople: null, title: 'Hello' },
    ])
    expect((await workspace.call('getMessage', { messageId })).status).toBe('scheduled')
    expect(reached()).toBe(0)
    expect(workspace.events.map(({ name }) => name)).not.toContain('delivery.progress')
    const changed = { name: 'resource.changed', payload: { resource: 'schedules' } }
    await waitFor(
      () => Promise.resolve(workspace.events),
      (events) => events.some((event) => JSON.stringify(event) === JSON.stringify(changed)),
    )
  })

  it('lets through as many as were confirmed, and no more', async () => {
    await join(targets[2], targets[3])
    await schedule({ ...confirm(4) })
    await schedule({ ...confirm(4), messageId: 'later', topics: ['news'], targets: [targets[4]!] })
    letHourCome()

    await sent()
    expect(await untilHeld()).toMatchObject([
      { messageId: 'later', reason: 'ceiling', confirmedPeople: 4 },
    ])
    expect(reached()).toBe(4)
  })

  it('counts those in copy who are no recipients', async () => {
    await schedule({ cc: [targets[0]!] })
    await schedule({ messageId: 'copied', bcc: [targets[2]!] })
    letHourCome()
    await sent()
    expect(await untilHeld()).toMatchObject([{ messageId: 'copied', reason: 'ceiling' }])
  })

  it('sends to those who were counted: nobody in copy, nobody who joins after the count', async () => {
    await addCrowd(workspace, 'crowd', 3000)
    workspace.setCeiling(3001)
    await schedule({ topics: ['crowd'], cc: [targets[0]!] })
    letHourCome()
    const report = () => workspace.call('getDeliveryReport', { messageId })
    while ((await report()).startedAt === null) await new Promise(setImmediate)
    const late = { subscriberId: 'late', topicId: 'crowd', targetId: targets[1]! }
    await workspace.call('createSubscriber', late)
    await sent()

    const { counts, providers } = await report()
    expect(counts).toMatchObject({ accepted: 3000, failed: 0, pending: 0 })
    expect(providers).toMatchObject([{ total: 3000 }])
  })

  it('goes by what it is then: lowered it holds, raised or taken away it lets through', async () => {
    await schedule()
    await schedule({ messageId: 'second', ...confirm(2) })
    workspace.setCeiling(1)
    letHourCome()
    expect(await untilHeld()).toMatchObject([{ messageId, confirmedPeople: null }])
    expect((await waitUntilOver(workspace, 'second')).status).toBe('sent')

    await schedule({ messageId: 'third' })
    workspace.setCeiling(null)
    letHourCome()
    expect((await waitUntilOver(workspace, 'third')).status).toBe('sent')
    // What waits already is not let go by that.
    expect(await missed()).toMatchObject([{ messageId }])
    expect(reached()).toBe(4)
  })

  it('remembers across restarts what was confirmed and what it held', async () => {
    await join(targets[2])
    await schedule({ ...confirm(3) })
    await schedule({ messageId: 'second' })
    await workspace.reopen()
    letHourCome()
    await sent()
    expect(await untilHeld()).toMatchObject([{ messageId: 'second' }])

    await workspace.reopen({ ceiling: null })
    now += minute
    workspace.wake()
    expect(await missed()).toMatchObject([{ messageId: 'second', reason: 'ceiling' }])
    expect(reached()).toBe(3)
  })

  it('is none in a sandbox', async () => {
    workspace.setSandbox(true)
    await schedule()
    await join(targets[2])
    letHourCome()
    await sent()
    const report = await workspace.call('getDeliveryReport', { messageId })
    expect(report).toMatchObject({ sandbox: true, counts: { accepted: 3 } })
  })

  it('holds one that is late too many as late, and one that is a little late as too many', async () => {
    await schedule()
    await join(targets[2])
    await workspace.close()
    now += 10 * minute
    await workspace.reopen()
    expect(await untilHeld()).toMatchObject([{ reason: 'ceiling' }])

    await schedule({ messageId: 'second' })
    await workspace.close()
    now += 60 * minute
    await workspace.reopen()
    expect(await waitFor(missed, ({ length }) => length === 2)).toMatchObject([
      { messageId, reason: 'ceiling' },
      { messageId: 'second', reason: 'late' },
    ])
  })

  it('lets a person send what it held, or confirm a number for later', async () => {
    await schedule()
    await schedule({ messageId: 'second' })
    await join(targets[2])
    letHourCome()
    await waitFor(missed, ({ length }) => length === 2)

    await workspace.call('decideMissedMessage', { messageId, act: 'send', confirmedPeople: 3 })
    await sent()
    await workspace.call('decideMissedMessage', {
      ...{ messageId: 'second', act: 'reschedule', confirmedPeople: 3 },
      scheduledAt: soon(),
    })
    letHourCome()
    expect((await waitUntilOver(workspace, 'second')).status).toBe('sent')
    expect(reached()).toBe(6)
  })

  it('forgets a confirmation with the recipients and the time that it was for', async () => {
    const updates = [
      { subject: 'Other' },
      { topics: ['news'] },
      { cc: [] },
      { scheduledAt: soon() },
    ]
    await join(targets[2])
    for (const [at, change] of updates.entries()) {
      await schedule({ messageId: `m${at}`, ...confirm(3) })
      await workspace.call('updateEmail', { messageId: `m${at}`, ...change })
    }
    letHourCome()
    expect((await waitUntilOver(workspace, 'm0')).status).toBe('sent')
    const held = await waitFor(missed, ({ length }) => length === 3)
    expect(held.map(({ messageId }) => messageId)).toEqual(['m1', 'm2', 'm3'])
  })

  it('is not passed by when a message is paused while it is counted, and resumed', async () => {
    await addCrowd(workspace, 'crowd', 3000)
    await schedule({ topics: ['crowd'] })
    letHourCome()
    const pause = () => workspace.call('pauseDelivery', { messageId })
    const isPaused = () => pause().then(Boolean, () => false)
    while (!(await isPaused())) {
      expect(await missed()).toEqual([])
      await new Promise(setImmediate)
    }

    await workspace.call('resumeDelivery', { messageId })
    await untilHeld()
    await workspace.reopen()
    expect(await missed()).toHaveLength(1)
    expect(reached()).toBe(0)
  })
})
