import { ProviderError } from '@main/providers/errors'
import { afterEach, describe, expect, it } from 'vitest'
import type { Script, ScriptedProvider } from '../../support/scripted-provider'
import { addCrowd, addScripted, scriptedProvider } from '../../support/scripted-provider'
import type { Workspace } from '../../support/workspace'
import { openWorkspace, waitFor, waitUntilOver } from '../../support/workspace'

const campaign = { messageId: 'hello', subject: 'Hello', content: 'Text', topics: ['crowd'] }
const soon = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

describe('a campaign under way', () => {
  let workspace: Workspace

  const open = async (
    people: number,
    script: Script,
    shape: Parameters<typeof scriptedProvider>[1] = {},
  ): Promise<ScriptedProvider> => {
    const vendor = scriptedProvider(script, shape)
    workspace = openWorkspace({ providers: [vendor.provider] })
    await addScripted(workspace)
    await addCrowd(workspace, 'crowd', people)
    return vendor
  }
  const report = () => workspace.call('getDeliveryReport', { messageId: 'hello' })
  const sendUntil = async (calls: number, vendor: ScriptedProvider): Promise<void> => {
    await workspace.call('createEmail', campaign)
    await waitFor(
      () => Promise.resolve(vendor.calls.length),
      (count) => count >= calls,
    )
  }

  afterEach(() => workspace.end())

  it('is paused, and goes on where it was', async () => {
    const vendor = await open(100, () => soon(5))
    await sendUntil(10, vendor)
    await workspace.call('pauseDelivery', { messageId: 'hello' })
    const paused = await waitFor(report, ({ counts }) => counts.in_flight === 0)
    const before = vendor.calls.length
    await soon(50)

    expect(vendor.calls).toHaveLength(before)
    expect(paused.activity).toMatchObject({ state: 'paused', pauseReason: null })
    expect(paused.counts).toMatchObject({ accepted: before, pending: 100 - before })
    expect(await workspace.call('getMessage', { messageId: 'hello' })).toMatchObject({
      status: 'processing',
    })

    await workspace.call('resumeDelivery', { messageId: 'hello' })
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({
      ...{ status: 'sent', deliveredTotal: 100 },
    })
    expect(new Set(vendor.calls.flatMap(({ identifiers }) => identifiers)).size).toBe(100)
    expect(vendor.calls).toHaveLength(100)
  })

  it('stays paused across a restart', async () => {
    const vendor = await open(60, () => soon(5))
    await sendUntil(10, vendor)
    await workspace.call('pauseDelivery', { messageId: 'hello' })
    await workspace.reopen()
    const before = vendor.calls.length
    await soon(60)
    expect(vendor.calls).toHaveLength(before)
    expect((await report()).activity.state).toBe('paused')

    await workspace.call('resumeDelivery', { messageId: 'hello' })
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ deliveredTotal: 60 })
    expect(vendor.calls).toHaveLength(60)
  })

  it('resumed at once does not lose its place', async () => {
    const vendor = await open(60, () => soon(10))
    await sendUntil(5, vendor)
    await workspace.call('pauseDelivery', { messageId: 'hello' })
    await workspace.call('resumeDelivery', { messageId: 'hello' })
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ deliveredTotal: 60 })
    expect(vendor.calls).toHaveLength(60)
  })

  it('is cancelled in words, and the rest can be retried', async () => {
    const vendor = await open(80, () => soon(5))
    await sendUntil(10, vendor)
    await workspace.call('cancelDelivery', { messageId: 'hello' })
    const message = await waitUntilOver(workspace, 'hello')
    const accepted = message.deliveredTotal

    expect(message.status).toBe('failed')
    expect(accepted).toBe(vendor.calls.length)
    expect(accepted).toBeLessThan(80)
    expect(message.deliveryErrors[0]).toMatch(/Cancelled before it was sent/)
    expect(await report()).toMatchObject({
      ...{ counts: { accepted, failed: 80 - accepted, pending: 0, in_flight: 0 } },
      ...{ activity: { state: 'idle' }, causes: [{ total: 80 - accepted }] },
    })
    await expect(workspace.call('cancelDelivery', { messageId: 'hello' })).rejects.toMatchObject({
      type: 'desktop_nothing_under_way',
    })

    await workspace.call('retryDeliveries', { messageId: 'hello', states: ['failed'] })
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ status: 'sent' })
    expect(vendor.calls).toHaveLength(80)
  })

  it('is cancelled while it is paused', async () => {
    const vendor = await open(40, () => soon(5))
    await sendUntil(5, vendor)
    await workspace.call('pauseDelivery', { messageId: 'hello' })
    await workspace.call('cancelDelivery', { messageId: 'hello' })
    const { deliveredTotal } = await waitUntilOver(workspace, 'hello')
    expect(deliveredTotal).toBe(vendor.calls.length)
  })

  it('pauses by itself when too many fail, and says why', async () => {
    const vendor = await open(400, (_, count) => {
      if (count % 2 === 0) throw new ProviderError('rejected', 'recipient', '550 no such mailbox')
    })
    await workspace.call('createEmail', campaign)
    const { activity, counts } = await waitFor(report, (now) => now.activity.state === 'paused')

    expect(activity.pauseReason).toMatch(/^\d+ of the last \d+ outcomes are failures \(50 %\)/)
    expect(counts.pending).toBeGreaterThan(300)
    expect(vendor.calls.length).toBeLessThan(80)
    const last = workspace.events.filter(({ name }) => name === 'delivery.progress').at(-1)
    expect(last).toMatchObject({ payload: { activity: { state: 'paused' } } })

    await workspace.call('setFailurePause', { outcomes: 50 })
    await workspace.call('resumeDelivery', { messageId: 'hello' })
    const { deliveredTotal } = await waitUntilOver(workspace, 'hello')
    expect(deliveredTotal).toBe(200)
    expect(vendor.calls).toHaveLength(400)
  })

  it('stops with clear words when its provider is deleted or switched off', async () => {
    const vendor = await open(100, () => soon(5))
    await sendUntil(10, vendor)
    await workspace.call('deleteProvider', { providerId: 'vendor' })
    const message = await waitUntilOver(workspace, 'hello')

    expect(message.status).toBe('failed')
    expect(message.deliveredTotal).toBe(vendor.calls.length)
    expect(message.deliveryErrors[0]).toMatch(/The provider does not exist any more/)
    const report = await workspace.call('getDeliveryReport', { messageId: 'hello' })
    expect(report.counts.accepted + report.counts.failed).toBe(100)

    await addScripted(workspace, 'other')
    await workspace.call('retryDeliveries', { messageId: 'hello', states: ['failed'] })
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ deliveredTotal: 100 })
    expect(vendor.calls).toHaveLength(100)
    const again = await workspace.call('getDeliveryReport', { messageId: 'hello' })
    expect(again.providers.reduce((sum, { total }) => sum + total, 0)).toBe(100)
  })

  it('keeps what was sent when its key is revoked, and the rest goes out with a new one', async () => {
    let isRenewed = false
    let calls = 0
    const vendor = await open(100, async () => {
      const isLate = ++calls > 20
      await soon(2)
      if (isLate && !isRenewed) throw new ProviderError('auth', 'provider', 'The key was revoked.')
    })
    await workspace.call('createEmail', campaign)
    const message = await waitUntilOver(workspace, 'hello')

    expect(message).toMatchObject({ status: 'failed', deliveredTotal: 20 })
    expect(message.deliveryErrors).toHaveLength(80)
    expect(message.deliveryErrors[0]).toMatch(/The key was revoked/)
    // A key that is wrong for one is wrong for all: nobody but those under way is tried.
    expect(vendor.calls.length).toBeLessThanOrEqual(25)
    expect((await report()).counts).toMatchObject({ pending: 0, in_flight: 0, unknown: 0 })

    const before = vendor.calls.splice(0, 20).flatMap(({ identifiers }) => identifiers)
    vendor.calls.length = 0
    isRenewed = true
    await workspace.call('retryDeliveries', { messageId: 'hello', states: ['failed'] })
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ deliveredTotal: 100 })
    const after = vendor.calls.flatMap(({ identifiers }) => identifiers)
    expect(after).toHaveLength(80)
    expect(new Set([...before, ...after]).size).toBe(100)
  })

  it('makes no more calls at once than its provider is set to, all messages together', async () => {
    const vendor = await open(30, () => soon(5), { connections: 10 })
    const limits = { providerId: 'vendor', concurrency: 2 }
    await workspace.call('setProviderLimits', limits)
    expect(await workspace.call('getProviderLimits', { providerId: 'vendor' })).toEqual({
      ...{ perSecond: null, concurrency: 2 },
    })
    expect(await workspace.call('listProviderLimits', {})).toEqual({
      limits: [{ ...limits, perSecond: null }],
    })
    await workspace.call('createEmail', campaign)
    await workspace.call('createEmail', { ...campaign, messageId: 'other' })
    await waitUntilOver(workspace, 'hello')
    expect(await waitUntilOver(workspace, 'other')).toMatchObject({ deliveredTotal: 30 })
    expect(vendor.widest()).toBe(2)
    expect(vendor.calls).toHaveLength(60)
  })

  it('is not held to a limit that went with another provider of the same id', async () => {
    const vendor = await open(40, () => soon(3))
    await workspace.call('setProviderLimits', { providerId: 'vendor', concurrency: 1 })
    await workspace.call('createEmail', campaign)
    await waitUntilOver(workspace, 'hello')
    expect(vendor.widest()).toBe(1)

    await workspace.call('deleteProvider', { providerId: 'vendor' })
    await addScripted(workspace)
    await workspace.call('createEmail', { ...campaign, messageId: 'other' })
    await waitUntilOver(workspace, 'other')
    expect(vendor.widest()).toBe(5)
  })

  it('shares the connections of its provider with other messages, in turn', async () => {
    const ids = ['hello', 'second', 'third']
    const subjects: string[] = []
    const inFlight: number[] = []
    const vendor = await open(40, async ({ content }) => {
      subjects.push(content.type === 'email' ? content.subject : '')
      await soon(3)
      const counts = await workspace.call('listDeliveryCounts', { messageIds: ids })
      inFlight.push(Object.values(counts).reduce((sum, { in_flight }) => sum + in_flight, 0))
    })
    for (const messageId of ids)
      await workspace.call('createEmail', { ...campaign, messageId, subject: messageId })
    for (const messageId of ids) await waitUntilOver(workspace, messageId)

    expect(vendor.widest()).toBe(5)
    expect(Math.max(...inFlight)).toBeLessThanOrEqual(5)
    expect(subjects).toHaveLength(120)
    // Whoever was first does not keep the others waiting until it is over.
    const half = Object.values(Object.groupBy(subjects.slice(0, 60), (subject) => subject))
    expect(half.map((calls) => (calls?.length ?? 0) > 10)).toEqual([true, true, true])
  })

  it('has no more people in flight than there are calls', async () => {
    const inFlight: number[] = []
    await open(
      200,
      async () => {
        inFlight.push((await report()).counts.in_flight)
      },
      { connections: 7 },
    )
    await workspace.call('createEmail', campaign)
    await waitUntilOver(workspace, 'hello')
    expect(Math.max(...inFlight)).toBeLessThanOrEqual(7)
    expect(Math.max(...inFlight)).toBeGreaterThan(1)
  })
})
