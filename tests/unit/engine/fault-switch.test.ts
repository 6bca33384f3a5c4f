import type { CallInput } from '@contract/index'
import type { SandboxFault } from '@contract/sandbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fastTime, type FastTime } from '../../support/fast-time'
import { openWorkspace, waitFor, waitUntilOver, type Workspace } from '../../support/workspace'
import { newPem } from '../../support/pem'

/** One kind of every channel, and two people whom it reaches. */
const channels = [
  {
    kind: 'smtp',
    settings: { host: '127.0.0.1', port: 1, fromEmail: 'news@acme.example' },
    type: 'email',
    identifiers: ['ann@example.com', 'bob@example.com'],
    create: 'createEmail',
    content: { subject: 's', content: 'c' },
  },
  {
    kind: 'twilio',
    settings: { from: '+15005550006', accountSid: 'AC1', authToken: 'secret' },
    type: 'sms',
    identifiers: ['+15550000001', '+15550000002'],
    create: 'createSms',
    content: { content: 'c' },
  },
  {
    kind: 'apns',
    settings: {
      ...{ authKey: newPem('ec'), authKeyId: 'K', teamId: 'T', bundleId: 'com.example.app' },
    },
    type: 'push',
    identifiers: ['device-ann', 'device-bob'],
    create: 'createPush',
    content: { title: 't', body: 'b' },
  },
] as const

describe.each(channels)('a fault of the sandbox through $kind', (channel) => {
  const [first, second] = channel.identifiers
  const all = { matching: '', percent: 100 }
  let workspace: Workspace
  let time: FastTime

  beforeEach(async () => {
    time = fastTime()
    workspace = openWorkspace({ sandbox: true, ...time })
    const { kind, settings, type: providerType } = channel
    await workspace.call('createProvider', {
      ...{ kind, providerId: 'vendor', name: 'Vendor', enabled: true, ...settings },
    })
    for (const [at, identifier] of channel.identifiers.entries()) {
      const userId = `u${at}`
      await workspace.call('createUser', { userId, name: userId })
      await workspace.call('createTarget', {
        ...{ userId, targetId: `t${at}`, providerType, identifier },
      })
    }
  })
  afterEach(() => workspace.end())

  const start = async (...faults: SandboxFault[]) => {
    await workspace.call('setSandboxFaults', { faults })
    // The content is that of the channel's own row.
    const input = {
      messageId: 'm',
      ...channel.content,
      targets: ['t0', 't1'],
    } as CallInput<'createSms'>
    await workspace.call(channel.create as 'createSms', input)
  }
  const list = async () => (await workspace.call('listDeliveries', { messageId: 'm' })).deliveries
  const report = () => workspace.call('getDeliveryReport', { messageId: 'm' })
  const inbox = async () =>
    (await workspace.call('listSandboxMails', {})).mails.map(({ identifier }) => identifier).sort()

  const toldToEverybody = async (says: RegExp) => {
    const message = await waitUntilOver(workspace, 'm')
    expect(message).toMatchObject({ status: 'failed', deliveredTotal: 0 })
    expect(message.deliveryErrors).toHaveLength(2)
    expect(message.deliveryErrors[0]).toMatch(says)
    const { counts, causes } = await report()
    expect(counts).toMatchObject({ failed: 2, accepted: 0, unknown: 0 })
    expect(causes).toMatchObject([{ state: 'failed', total: 2 }])
    expect(causes[0]?.error).toMatch(says)
    expect(await inbox()).toEqual([])
  }

  it('rate_limit makes the whole provider wait as long as it asks, and is told in the end', async () => {
    time.hold()
    await start({ kind: 'rate_limit', ...all })
    const { activity } = await waitFor(report, (now) => now.activity.waits.length > 0)
    expect(activity.waits.map(({ providerId }) => providerId)).toEqual(['vendor'])
    expect(activity.waits[0]?.reason).toMatch(/429/)
    time.go()
    await toldToEverybody(/429/)
  })

  it('server is tried five times for each, and then told', async () => {
    await start({ kind: 'server', ...all })
    await toldToEverybody(/503/)
    for (const delivery of await list())
      expect(delivery).toMatchObject({ state: 'failed', attempts: 5 })
  })

  it('server that passes is overcome by trying again, once each', async () => {
    time.hold()
    await start({ kind: 'server', ...all })
    await waitFor(list, (rows) => rows.some(({ attempts }) => attempts >= 1))
    await workspace.call('setSandboxFaults', { faults: [] })
    time.go()
    expect(await waitUntilOver(workspace, 'm')).toMatchObject({ status: 'sent', deliveredTotal: 2 })
    expect((await list()).some(({ attempts }) => attempts > 1)).toBe(true)
    expect(await inbox()).toEqual([...channel.identifiers].sort())
  })

  it('timeout leaves the outcome unknown and is not tried again', async () => {
    await start({ kind: 'timeout', ...all })
    await waitUntilOver(workspace, 'm')
    for (const delivery of await list())
      expect(delivery).toMatchObject({ state: 'unknown', attempts: 1 })
    const { counts, causes } = await report()
    expect(counts).toMatchObject({ unknown: 2, failed: 0 })
    expect(causes[0]).toMatchObject({ state: 'unknown', total: 2 })
    expect(causes[0]?.error).toMatch(/no answer came/)
    expect(await inbox()).toEqual([...channel.identifiers].sort())
  })

  it('slow comes late and is in flight meanwhile', async () => {
    time.hold()
    await start({ kind: 'slow', ...all })
    await waitFor(list, (rows) => rows.every(({ state }) => state === 'in_flight'))
    time.go()
    expect(await waitUntilOver(workspace, 'm')).toMatchObject({ status: 'sent', deliveredTotal: 2 })
    for (const delivery of await list())
      expect(delivery).toMatchObject({ state: 'accepted', attempts: 1 })
  })

  it('refuse is for those whom its rule names, and no retry helps', async () => {
    await start({ kind: 'refuse', matching: first.toUpperCase(), percent: 100 })
    const message = await waitUntilOver(workspace, 'm')
    expect(message).toMatchObject({ status: 'failed', deliveredTotal: 1 })
    expect(message.deliveryErrors).toEqual([
      `Failed sending to target ${first} with error: Fault of the sandbox: this recipient was refused.`,
    ])
    expect((await list()).map(({ state, attempts }) => [state, attempts])).toEqual([
      ['failed', 1],
      ['accepted', 1],
    ])
    expect((await report()).counts).toMatchObject({ failed: 1, accepted: 1 })
    expect(await inbox()).toEqual([second])
  })
})
