import type { SandboxFault } from '@contract/sandbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fastTime } from '../../support/fast-time'
import { pigeons } from '../../support/pigeons'
import {
  addPeople,
  addSmtp,
  openWorkspace,
  waitUntilOver,
  type Workspace,
} from '../../support/workspace'

const everybody = { matching: '', percent: 100 }

describe('faults of the sandbox', () => {
  let workspace: Workspace
  let targets: string[]

  beforeEach(async () => {
    workspace = openWorkspace({ sandbox: true, providers: [pigeons], ...fastTime() })
    await addSmtp(workspace, 1)
    targets = await addPeople(workspace, ['Ann', 'Bob'])
  })
  afterEach(() => workspace.end())

  const setFaults = (...faults: SandboxFault[]) => workspace.call('setSandboxFaults', { faults })
  const send = async (messageId: string) => {
    await workspace.call('createEmail', { messageId, subject: 's', content: 'c', targets })
    return await waitUntilOver(workspace, messageId)
  }
  const inbox = async () => (await workspace.call('listSandboxMails', {})).mails

  it('are kept, replaced and taken back', async () => {
    const fault = { kind: 'server', matching: 'ann', percent: 30 } as const
    await setFaults(fault, { ...fault, kind: 'slow' })
    await workspace.reopen()
    expect((await workspace.call('getSandboxFaults', {})).faults).toHaveLength(2)
    await setFaults(fault)
    expect((await workspace.call('getSandboxFaults', {})).faults).toEqual([fault])
    await setFaults()
    expect(await send('fine')).toMatchObject({ status: 'sent', deliveredTotal: 2 })
  })

  it('refuse whom a rule names, the others get theirs', async () => {
    await setFaults({ kind: 'refuse', matching: 'ANN@', percent: 100 })
    const message = await send('part')
    expect(message).toMatchObject({ status: 'failed', deliveredTotal: 1 })
    expect(message.deliveryErrors[0]).toMatch(/ann@example.com.*Fault of the sandbox/)
    expect((await inbox()).map(({ identifier }) => identifier)).toEqual(['bob@example.com'])
  })

  it('put off whom a rule names for some minutes, the others get theirs at once', async () => {
    await setFaults({ kind: 'greylist', matching: 'ANN@', percent: 100 })
    expect(await send('grey')).toMatchObject({ status: 'sent', deliveredTotal: 2 })
    const { deliveries } = await workspace.call('listDeliveries', { messageId: 'grey' })
    expect(deliveries.map(({ identifier, attempts }) => [identifier, attempts])).toEqual([
      ['ann@example.com', 3],
      ['bob@example.com', 1],
    ])
  })

  it('leave the outcome unknown when no answer comes, although the message is there', async () => {
    await setFaults({ kind: 'timeout', ...everybody })
    await send('silent')
    const { silent } = await workspace.call('listDeliveryCounts', { messageIds: ['silent'] })
    expect(silent).toMatchObject({ unknown: 2, accepted: 0 })
    expect(await inbox()).toHaveLength(2)
  })

  it('are overcome by trying again when they pass, and told in words when they do not', async () => {
    await setFaults({ kind: 'rate_limit', ...everybody }, { kind: 'slow', ...everybody })
    const failed = await send('stubborn')
    expect(failed).toMatchObject({ status: 'failed', deliveredTotal: 0 })
    expect(failed.deliveryErrors[0]).toMatch(/429/)
    expect(await inbox()).toEqual([])
    await setFaults()
    await workspace.call('retryDeliveries', { messageId: 'stubborn', states: ['failed'] })
    expect(await waitUntilOver(workspace, 'stubborn')).toMatchObject({ status: 'sent' })
  })

  it('refuse a part of a batch of a vendor that speaks HTTP', async () => {
    await workspace.call('createProvider', {
      ...{ kind: 'pigeons', providerId: 'loft', name: 'Loft', loft: 'attic', whistle: 'x' },
      enabled: true,
    })
    const users: string[] = []
    for (const at of [1, 2, 3]) {
      const phone = `+1555000000${at}`
      users.push((await workspace.call('createUser', { userId: 'unique()', phone })).$id)
    }
    await setFaults({ kind: 'refuse', matching: '0002', percent: 100 })
    await workspace.call('createSms', { messageId: 'sms', content: 'Coo', users })
    expect(await waitUntilOver(workspace, 'sms')).toMatchObject({ deliveredTotal: 2 })
    const { deliveries } = await workspace.call('listDeliveries', {
      ...{ messageId: 'sms', states: ['failed'] },
    })
    expect(deliveries.map(({ identifier }) => identifier)).toEqual(['+15550000002'])
  })

  it('do not touch a rehearsal', async () => {
    await setFaults({ kind: 'server', ...everybody })
    const content = { providerType: 'email' as const, subject: 's', content: 'c' }
    const { rehearsalId } = await workspace.call('startRehearsal', { content, targets })
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect((await workspace.call('getRehearsal', { rehearsalId })).info).toMatchObject({
      ...{ state: 'done', done: 2 },
    })
  })
})
