import { afterEach, describe, expect, it } from 'vitest'
import { goneWords } from '../../support/left-audience'
import type { Script } from '../../support/scripted-provider'
import { addScripted, scriptedProvider } from '../../support/scripted-provider'
import type { Workspace } from '../../support/workspace'
import { addPeople, openWorkspace, waitFor, waitUntilOver } from '../../support/workspace'

const hello = { messageId: 'hello' }

describe('whose target changes after the ledger was written', () => {
  let workspace: Workspace

  /** Ann, Bob and Cy get a message; answers the user and target of Bob. */
  const send = async (script: Script) => {
    const vendor = scriptedProvider(script, { connections: 1 })
    workspace = openWorkspace({ providers: [vendor.provider] })
    await addScripted(workspace)
    const targets = await addPeople(workspace, ['Ann', 'Bob', 'Cy'])
    await workspace.call('createEmail', { ...hello, subject: 'Hello', content: 'Text', targets })
    const bob = await waitFor(
      async () => (await workspace.call('listDeliveries', hello)).deliveries[1],
      (found) => found !== undefined,
    )
    const { userId = '', targetId = '' } = bob ?? {}
    return { vendor, bob: { userId, targetId } }
  }
  const states = async () => {
    const { deliveries } = await workspace.call('listDeliveries', hello)
    return deliveries.map(({ identifier, state }) => [identifier, state])
  }
  /** Pauses before Bob's turn. */
  const pauseAfterAnn = async () => {
    let answer = (): void => {}
    const held = new Promise<void>((resolve) => (answer = resolve))
    const found = await send((_, count) => (count === 1 ? held : undefined))
    await waitFor(
      () => Promise.resolve(found.vendor.calls.length),
      (calls) => calls === 1,
    )
    await workspace.call('pauseDelivery', hello)
    answer()
    await waitFor(
      () => workspace.call('getDeliveryReport', hello),
      ({ counts }) => counts.in_flight === 0,
    )
    return found
  }

  afterEach(() => workspace.end())

  it('gets it at the corrected address when a person has it tried again', async () => {
    const { vendor, bob } = await send(({ recipients: [one] }) => {
      if (one?.identifier === 'bob@example.com') throw new Error('no such mailbox')
    })
    await waitUntilOver(workspace, 'hello')
    await workspace.call('updateTarget', { ...bob, identifier: 'robert@example.com' })
    await workspace.call('retryDeliveries', { ...hello, states: ['failed', 'unknown'] })

    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ deliveredTotal: 3 })
    expect(vendor.calls.at(-1)?.identifiers).toEqual(['robert@example.com'])
    expect(vendor.calls).toHaveLength(4)
  })

  it('gets nothing when the target was deleted during a pause, and the report says why', async () => {
    const { vendor, bob } = await pauseAfterAnn()
    await workspace.call('deleteTarget', bob)
    await workspace.call('resumeDelivery', hello)
    const message = await waitUntilOver(workspace, 'hello')

    expect(message.deliveryErrors).toEqual([
      `Failed sending to target bob@example.com with error: ${goneWords}`,
    ])
    expect(vendor.calls.flatMap(({ identifiers }) => identifiers)).toEqual([
      ...['ann@example.com', 'cy@example.com'],
    ])
    expect(await states()).toEqual([
      ['ann@example.com', 'accepted'],
      ['bob@example.com', 'failed'],
      ['cy@example.com', 'accepted'],
    ])
  })

  it('gets it at the new address after a restart', async () => {
    const { vendor, bob } = await pauseAfterAnn()
    await workspace.call('updateTarget', { ...bob, identifier: 'robert@example.com' })
    await workspace.reopen()
    await workspace.call('resumeDelivery', hello)

    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ status: 'sent' })
    expect(vendor.calls.flatMap(({ identifiers }) => identifiers)).toEqual([
      ...['ann@example.com', 'robert@example.com', 'cy@example.com'],
    ])
  })
})
