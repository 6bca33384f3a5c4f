import { cpSync } from 'node:fs'
import { ProviderError } from '@main/providers/errors'
import type { Outgoing } from '@main/providers/outgoing'
import { afterEach, describe, expect, it } from 'vitest'
import { addCrowd, addScripted, scriptedProvider } from '../../support/scripted-provider'
import { temporaryFolder } from '../../support/temporary-folder'
import type { Workspace } from '../../support/workspace'
import { addPeople, openWorkspace, waitFor, waitUntilOver } from '../../support/workspace'

const hello = { messageId: 'hello' }

describe('the people in copy', () => {
  const workspaces: Workspace[] = []
  const withCopies: boolean[] = []

  /** Ann and Bob, each through a provider of their own, and the boss in copy. */
  const open = async (script: (call: Outgoing) => Promise<void> | void, dataFolder?: string) => {
    const { provider, calls } = scriptedProvider(async (call) => {
      withCopies.push(call.withCopies)
      await script(call)
      return { copiesSent: call.withCopies }
    })
    const workspace = openWorkspace({ providers: [provider], ...(dataFolder && { dataFolder }) })
    workspaces.push(workspace)
    return { workspace, calls }
  }
  const send = async (workspace: Workspace): Promise<void> => {
    await addScripted(workspace, 'first')
    await addScripted(workspace, 'second')
    const [ann = '', bob = '', boss = ''] = await addPeople(workspace, ['Ann', 'Bob', 'Boss'])
    const { users } = await workspace.call('listUsers', {})
    const userId = users.find(({ name }) => name === 'Bob')?.$id ?? ''
    await workspace.call('updateTarget', { userId, targetId: bob, providerId: 'second' })
    const message = { ...hello, subject: 'Hello', content: 'Text', targets: [ann, bob], cc: [boss] }
    await workspace.call('createEmail', message)
  }
  const untilOneIsAccepted = (workspace: Workspace) =>
    waitFor(
      () => workspace.call('getDeliveryReport', hello),
      ({ counts }) => counts.accepted === 1 && counts.in_flight === 1,
    )
  const hold = () => {
    let end = (): void => {}
    const held = new Promise<void>((resolve) => (end = resolve))
    return { held, end: () => end() }
  }

  afterEach(async () => {
    withCopies.length = 0
    for (const workspace of workspaces.splice(0)) await workspace.end()
  })

  it('get theirs with a retry when the mail that carried it failed after all others had gone', async () => {
    const { held, end } = hold()
    let isWell = false
    const { workspace } = await open(async (call) => {
      if (!call.withCopies || isWell) return
      await held
      throw new ProviderError('rejected', 'recipient', '550 no such mailbox')
    })
    await send(workspace)
    await untilOneIsAccepted(workspace)
    end()
    const message = await waitUntilOver(workspace, 'hello')
    expect(message).toMatchObject({ status: 'failed', deliveredTotal: 1 })
    expect(message.deliveryErrors[1]).toMatch(/^Nobody in copy got theirs/)

    isWell = true
    await workspace.call('retryDeliveries', { ...hello, states: ['failed'] })
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({
      ...{ status: 'sent', deliveredTotal: 2, deliveryErrors: [] },
    })
    expect(withCopies.filter(Boolean)).toHaveLength(2)
  })

  it('do not get a second one after a crash, and the message says that it is unknown', async () => {
    const { held, end } = hold()
    const first = await open((call) => (call.withCopies ? held : undefined))
    await send(first.workspace)
    await untilOneIsAccepted(first.workspace)
    // What a killed process leaves behind.
    const copy = temporaryFolder()
    cpSync(first.workspace.folder, copy, { recursive: true })
    end()
    await waitUntilOver(first.workspace, 'hello')
    withCopies.length = 0

    const { workspace } = await open(() => undefined, copy)
    const { deliveryErrors } = await waitUntilOver(workspace, 'hello')
    expect(deliveryErrors[1]).toMatch(/^The people in copy may or may not have got theirs/)
    await workspace.call('retryDeliveries', { ...hello, states: ['unknown'] })
    const again = await waitUntilOver(workspace, 'hello')
    expect(again).toMatchObject({ deliveredTotal: 2, deliveryErrors: [deliveryErrors[1]] })
    expect(withCopies).toEqual([false])
  })

  it('are in doubt with the one whose mail carried theirs', async () => {
    const { workspace } = await open((call) => {
      if (call.withCopies) throw new ProviderError('timeout', 'outcome', 'No answer came.')
    })
    await send(workspace)
    const message = await waitUntilOver(workspace, 'hello')
    expect(message.deliveredTotal).toBe(1)
    expect(message.deliveryErrors[1]).toMatch(/^The people in copy may or may not have got theirs/)
    expect(withCopies.filter(Boolean)).toHaveLength(1)
  })

  it('that were refused are told of, however many others failed', async () => {
    const error = 'mailbox full'
    const rejected = new ProviderError('rejected', 'recipient', '550 no such mailbox')
    const { provider } = scriptedProvider(({ withCopies }) =>
      Promise.resolve({
        ...{ refused: new Map([[0, rejected]]), copiesSent: withCopies },
        refusedCopies: withCopies ? [{ identifier: 'boss@example.com', error }] : [],
      }),
    )
    const workspace = openWorkspace({ providers: [provider] })
    workspaces.push(workspace)
    await addScripted(workspace)
    await addCrowd(workspace, 'crowd', 150)
    await workspace.call('setFailurePause', { outcomes: 50 })
    const cc = await addPeople(workspace, ['Boss'])
    const message = { ...hello, subject: 'Hello', content: 'Text', topics: ['crowd'], cc }
    await workspace.call('createEmail', message)
    const { deliveryErrors } = await waitUntilOver(workspace, 'hello')

    const line = 'Failed sending to target boss@example.com with error: mailbox full'
    expect(deliveryErrors).toHaveLength(100)
    expect(deliveryErrors).toContain(line)
    expect(await workspace.call('getDeliveryReport', hello)).toMatchObject({
      ...{ counts: { failed: 150 }, problems: [line] },
    })
  })
})
