import { afterEach, describe, expect, it } from 'vitest'
import type { Script, ScriptedProvider } from '../../support/scripted-provider'
import { addCrowd, addScripted, scriptedProvider } from '../../support/scripted-provider'
import type { Workspace } from '../../support/workspace'
import { openWorkspace, waitFor, waitUntilOver } from '../../support/workspace'

const campaign = { messageId: 'hello', subject: 'Hello', content: 'Text', topics: ['crowd'] }
const hello = { messageId: 'hello' }
const soon = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** A promise, and what fulfils it. */
const gate = () => {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open: () => open() }
}

describe('a message that is interfered with', () => {
  let workspace: Workspace

  const open = async (people: number, script: Script): Promise<ScriptedProvider> => {
    const vendor = scriptedProvider(script)
    workspace = openWorkspace({ providers: [vendor.provider] })
    await addScripted(workspace)
    await addCrowd(workspace, 'crowd', people)
    return vendor
  }
  const report = () => workspace.call('getDeliveryReport', hello)
  /** Asks again after each slice that is written. */
  const preparing = async (): Promise<void> => {
    for (;;) {
      const { activity, counts } = await report()
      if (counts.pending > 0) return expect(activity.state).toBe('preparing')
      await new Promise(setImmediate)
    }
  }

  afterEach(() => workspace.end())

  it('in the same breath as it is created goes to nobody when it is cancelled', async () => {
    const vendor = await open(20, () => undefined)
    const created = workspace.call('createEmail', campaign)
    const cancelled = workspace.call('cancelDelivery', hello)
    await Promise.all([created, cancelled])
    const message = await waitUntilOver(workspace, 'hello')

    expect(message).toMatchObject({ status: 'failed', deliveredTotal: 0 })
    expect(message.deliveryErrors).toEqual(['Cancelled before it was sent.'])
    expect(vendor.calls).toHaveLength(0)
  })

  it('in the same breath as it is created waits when it is paused, and goes on when it is resumed', async () => {
    const vendor = await open(20, () => undefined)
    const created = workspace.call('createEmail', campaign)
    const paused = workspace.call('pauseDelivery', hello)
    await Promise.all([created, paused])
    await soon(50)

    expect(vendor.calls).toHaveLength(0)
    expect((await report()).activity.state).toBe('paused')
    await workspace.call('resumeDelivery', hello)
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ deliveredTotal: 20 })
  })

  it('leaves nobody waiting when it is cancelled while it is prepared, and can be sent later', async () => {
    const vendor = await open(2500, () => undefined)
    await workspace.call('createEmail', campaign)
    await preparing()
    await workspace.call('cancelDelivery', hello)
    await waitUntilOver(workspace, 'hello')

    expect((await report()).counts).toEqual({
      ...{ pending: 0, in_flight: 0, accepted: 0, failed: 0, unknown: 0 },
    })
    expect(vendor.calls).toHaveLength(0)
    const { total } = await workspace.call('retryDeliveries', { ...hello, states: ['failed'] })
    expect(total).toBe(2500)
    await workspace.call('cancelDelivery', hello)
    await waitUntilOver(workspace, 'hello')
  })

  it('leaves nobody waiting when its provider is gone after it was prepared in part', async () => {
    await open(2500, () => undefined)
    await workspace.call('createEmail', campaign)
    await preparing()
    await workspace.call('pauseDelivery', hello)
    await workspace.call('deleteProvider', { providerId: 'vendor' })
    await workspace.call('resumeDelivery', hello)
    const message = await waitUntilOver(workspace, 'hello')

    expect(message.deliveryErrors).toEqual(['No enabled provider found.'])
    expect((await report()).counts.pending).toBe(0)
  })

  it('that is deleted and written anew under its id while it is sent is sent as it is now', async () => {
    const held = gate()
    const vendor = await open(8, ({ content }) =>
      content.type === 'email' && content.subject === 'Hello' ? held.opened : undefined,
    )
    await workspace.call('createEmail', campaign)
    await waitFor(
      () => Promise.resolve(vendor.calls.length),
      (calls) => calls === 5,
    )
    await workspace.call('deleteMessage', hello)
    await workspace.call('createEmail', { ...campaign, subject: 'Anew' })
    held.open()
    const message = await waitUntilOver(workspace, 'hello')

    expect(message).toMatchObject({ status: 'sent', deliveredTotal: 8 })
    expect(message.data).toMatchObject({ subject: 'Anew' })
    // The five that were under way, and then everybody once.
    expect(vendor.calls).toHaveLength(13)
    expect((await report()).counts).toMatchObject({ accepted: 8, pending: 0, in_flight: 0 })
  })

  it('whose retry is cancelled before all of them wait again leaves nobody waiting', async () => {
    await open(2500, () => undefined)
    await workspace.call('createEmail', campaign)
    await waitFor(report, ({ activity }) => activity.state === 'sending')
    await workspace.call('cancelDelivery', hello)
    await waitUntilOver(workspace, 'hello')

    const retried = workspace.call('retryDeliveries', { ...hello, states: ['failed'] })
    await new Promise(setImmediate)
    await workspace.call('cancelDelivery', hello)
    await retried
    await waitFor(report, ({ activity }) => activity.state === 'idle')
    await soon(50)
    const { counts, activity } = await report()
    expect(counts.pending + counts.in_flight).toBe(0)
    expect(activity.state).toBe('idle')
    expect(await workspace.call('getMessage', hello)).toMatchObject({ status: 'failed' })
  })
})
