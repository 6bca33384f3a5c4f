import { ProviderError } from '@main/providers/errors'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { fastTime, type FastTime } from '../../support/fast-time'
import {
  addCrowd,
  addScripted,
  scriptedProvider,
  type Script,
  type ScriptedProvider,
} from '../../support/scripted-provider'
import { startSmtp } from '../../support/smtp-sink'
import type { Workspace } from '../../support/workspace'
import { addSmtp, openWorkspace, waitFor, waitUntilOver } from '../../support/workspace'

const minute = 60_000
const hello = { messageId: 'hello' }
const campaign = { ...hello, subject: 'Hello', content: 'Text', topics: ['crowd'] }
const greylisted = (): ProviderError =>
  new ProviderError('deferred', 'recipient', '450 4.7.1 Greylisted')
const isFirst = ({ recipients: [one] }: Parameters<Script>[0]): boolean =>
  one?.identifier === 'p0@example.com'

describe('recipients whom a mail server puts off', () => {
  let workspace: Workspace
  let time: FastTime
  let vendor: ScriptedProvider
  let aheadMs = 0
  const timers: number[] = []

  const open = async (people: number, script: Script) => {
    vendor = scriptedProvider(script)
    time = fastTime()
    aheadMs = 0
    timers.length = 0
    workspace = openWorkspace({
      clock: () => time.clock() + aheadMs,
      timer: (work, ms) => {
        timers.push(ms)
        return time.timer(work, ms)
      },
      providers: [vendor.provider],
    })
    await addScripted(workspace)
    await addCrowd(workspace, 'crowd', people)
  }
  const create = (messageId = 'hello') => workspace.call('createEmail', { ...campaign, messageId })
  const report = (messageId = 'hello') => workspace.call('getDeliveryReport', { messageId })
  const resting = (messageId = 'hello') =>
    waitFor(
      () => report(messageId),
      ({ activity }) => activity.restsUntil !== null,
    )
  const minutesBetweenCalls = (): number[] => {
    const times = vendor.calls
      .filter(({ identifiers }) => identifiers[0] === 'p0@example.com')
      .map(({ at }) => at)
    return times.slice(1).map((at, index) => (at - (times[index] ?? 0)) / minute)
  }

  afterEach(() => workspace.end())

  it('are asked for again for eight hours, ever more seldom, then given up in words', async () => {
    await open(3, (call) => {
      if (isFirst(call)) throw greylisted()
    })
    await create()
    const message = await waitUntilOver(workspace, 'hello')

    const waits = minutesBetweenCalls()
    const wanted = [1, 5, 15, 30, 60, 120, 240]
    expect(waits).toHaveLength(wanted.length)
    for (const [index, least] of wanted.entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(least)
      expect(waits[index]).toBeLessThan(least * 1.1 + 0.1)
    }
    expect(message).toMatchObject({ status: 'failed', deliveredTotal: 2 })
    expect(message.deliveryErrors[0]).toMatch(/450 4.7.1 Greylisted It was tried 8 times/)
  })

  it('hold nobody else up, and are told of as waiting in words until they are tried', async () => {
    let goOn = (): void => {}
    const held = new Promise<void>((resolve) => (goOn = resolve))
    await open(30, (call, count) => {
      if (isFirst(call) && count < 20) throw greylisted()
      return count === 20 ? held : undefined
    })
    time.hold()
    await create()
    const meanwhile = await waitFor(report, ({ activity }) => activity.waits.length > 0)
    goOn()
    const { activity, counts } = await resting()
    const message = await workspace.call('getMessage', hello)
    time.go()

    expect(meanwhile.activity).toMatchObject({
      ...{ state: 'sending', restsUntil: null },
      waits: [{ kind: 'deferred', providerId: 'vendor', people: 1, reason: /Greylisted/ }].map(
        ({ reason, ...wait }) => ({ ...wait, reason: expect.stringMatching(reason) }),
      ),
    })
    expect(counts).toMatchObject({ accepted: 29, pending: 1, in_flight: 0 })
    expect(message).toMatchObject({ status: 'processing' })
    expect(activity).toMatchObject({
      state: 'sending',
      waits: [{ kind: 'retries', people: 1, until: activity.restsUntil }],
    })
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({
      ...{ status: 'sent', deliveredTotal: 30 },
    })
  })

  it('do not count as failures that pause a campaign', async () => {
    await open(60, (_, count) => {
      if (count <= 60) throw greylisted()
    })
    await workspace.call('setFailurePause', { share: 0.01, outcomes: 1 })
    await create()
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ deliveredTotal: 60 })
  })

  it('cost one timer while all of a campaign waits, and no place among those under way', async () => {
    let isGrey = true
    await open(2, () => {
      if (isGrey) throw greylisted()
    })
    time.hold()
    const ids = Array.from({ length: 34 }, (_, at) => `c${at}`)
    for (const id of ids) await create(id)
    for (const id of ids) await resting(id)
    const before = timers.length
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(timers).toHaveLength(before)

    isGrey = false
    time.go()
    for (const id of ids)
      expect(await waitUntilOver(workspace, id)).toMatchObject({ deliveredTotal: 2 })
    expect(vendor.calls).toHaveLength(136)
  })

  it('keep their time across a restart', async () => {
    await open(3, (call, count) => {
      if (isFirst(call) && count <= 3) throw greylisted()
    })
    time.hold()
    await create()
    const before = await resting()
    await workspace.reopen()
    const after = await resting()
    expect(after.activity).toEqual(before.activity)
    time.go()

    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ deliveredTotal: 3 })
    expect(vendor.calls).toHaveLength(4)
    expect(minutesBetweenCalls()[0]).toBeGreaterThanOrEqual(1)
  })

  it('are tried at once when a person wants it, with all attempts before them', async () => {
    await open(1500, (_, count) => {
      if (count <= 1500) throw greylisted()
    })
    time.hold()
    await create()
    await resting()
    await workspace.call('hastenDelivery', hello)
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ deliveredTotal: 1500 })
    expect(vendor.calls).toHaveLength(3000)
  })

  it('stay where they are through a pause, and are failed by a stop', async () => {
    await open(3, (call) => {
      if (isFirst(call)) throw greylisted()
    })
    time.hold()
    await create()
    const { activity } = await resting()
    await workspace.call('pauseDelivery', hello)
    expect((await report()).activity).toMatchObject({
      state: 'paused',
      restsUntil: null,
      waits: [],
    })
    await workspace.call('resumeDelivery', hello)
    expect((await resting()).activity).toEqual(activity)
    await workspace.call('cancelDelivery', hello)

    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ deliveredTotal: 2 })
    expect((await report()).counts).toMatchObject({ failed: 1, pending: 0 })
    await workspace.call('retryDeliveries', { ...hello, states: ['failed'] })
    await waitFor(
      () => Promise.resolve(vendor.calls.length),
      (calls) => calls === 4,
    )
  })

  it('are failed at once when their provider is switched off meanwhile', async () => {
    await open(2, () => {
      throw greylisted()
    })
    time.hold()
    await create()
    await resting()
    const off = { kind: 'smtp' as const, providerId: 'vendor', enabled: false }
    await workspace.call('updateProvider', off)
    const { deliveryErrors } = await waitUntilOver(workspace, 'hello')
    expect(deliveryErrors[0]).toMatch(/Vendor is switched off/)
  })

  it.each([
    ['back by a day', -24 * 60],
    ['ahead by a day', 24 * 60],
  ])('are asked for again in time when the clock jumps %s', async (_, minutes) => {
    await open(3, (call, count) => {
      if (isFirst(call) && count <= 3) throw greylisted()
    })
    time.hold()
    await create()
    await resting()
    aheadMs = minutes * minute
    const from = time.clock()
    time.go()
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ deliveredTotal: 3 })
    expect(time.clock() - from).toBeLessThan(11 * minute)
  })

  it('wake with the computer', async () => {
    await open(3, (call, count) => {
      if (isFirst(call) && count <= 3) throw greylisted()
    })
    time.hold()
    await create()
    await resting()
    aheadMs = 2 * minute
    workspace.wake()
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ deliveredTotal: 3 })
  })

  it('get theirs from a real server once its minutes are over', async () => {
    time = fastTime()
    const seen = new Map<string, number>()
    const server = await startSmtp({
      server: {
        onRcptTo: ({ address }, _, callback) => {
          const isGrey = address.startsWith('p1')
          const first = seen.get(address) ?? time.clock()
          seen.set(address, first)
          const words = Object.assign(new Error('4.7.1 Greylisted'), { responseCode: 450 })
          callback(isGrey && time.clock() - first < 10 * minute ? words : null)
        },
      },
    })
    onTestFinished(() => server.close())
    workspace = openWorkspace({ clock: time.clock, timer: time.timer })
    await addSmtp(workspace, server.port)
    await addCrowd(workspace, 'crowd', 15)
    time.hold()
    await create()
    const { counts, activity } = await resting()
    time.go()

    // p1, and p10 to p14.
    expect(counts).toMatchObject({ accepted: 9, pending: 6 })
    expect(activity.waits).toMatchObject([{ kind: 'retries', people: 6 }])
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({
      ...{ status: 'sent', deliveredTotal: 15 },
    })
    expect(server.mails).toHaveLength(15)
    const { deliveries } = await workspace.call('listDeliveries', hello)
    const attempts = deliveries.map(({ attempts }) => attempts)
    expect(attempts.filter((count) => count === 1)).toHaveLength(9)
    expect(attempts.filter((count) => count > 1)).toHaveLength(6)
  })
})

describe('a mail server that is out of service', () => {
  it('is tried again soon, then for hours, with one call each time', async () => {
    const time = fastTime()
    const vendor = scriptedProvider((_, count) => {
      if (count <= 14) throw new ProviderError('deferred', 'provider', '421 Back later')
    })
    const workspace = openWorkspace({
      ...{ clock: time.clock, timer: time.timer, providers: [vendor.provider] },
    })
    onTestFinished(() => workspace.end())
    await addScripted(workspace)
    await addCrowd(workspace, 'crowd', 40)
    await workspace.call('createEmail', campaign)
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({
      ...{ status: 'sent', deliveredTotal: 40 },
    })
    expect(vendor.calls).toHaveLength(54)
    const [first, last] = [vendor.calls[0]?.at ?? 0, vendor.calls.at(-1)?.at ?? 0]
    expect(last - first).toBeGreaterThan(3 * 60 * minute)
  })
})
