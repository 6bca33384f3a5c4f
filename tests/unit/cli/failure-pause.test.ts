import { applyFailurePause } from '@main/cli/failure-pause'
import { theApp } from '@main/engine/caller'
import { ProviderError } from '@main/providers/errors'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  addCrowd,
  addScripted,
  scriptedProvider,
  type ScriptedProvider,
} from '../../support/scripted-provider'
import { openWorkspace, waitFor, waitUntilOver, type Workspace } from '../../support/workspace'

const overRest = { ...theApp, userType: 'keyProject', mode: 'default' } as const
const campaign = { messageId: 'hello', subject: 'Hello', content: 'Text', topics: ['crowd'] }

describe('an engine started alone, whose message paused by itself', () => {
  let workspace: Workspace
  let vendor: ScriptedProvider
  const stateOf = async (messageId: string) =>
    (await workspace.call('getDeliveryReport', { messageId })).activity

  beforeEach(async () => {
    vendor = scriptedProvider((_, count) => {
      if (count % 2 === 0) throw new ProviderError('rejected', 'recipient', '550 no such mailbox')
    })
    workspace = openWorkspace({ providers: [vendor.provider] })
    await addScripted(workspace)
    await addCrowd(workspace, 'crowd', 200)
    await workspace.call('createEmail', campaign)
    await waitFor(
      () => stateOf('hello'),
      ({ state }) => state === 'paused',
    )
  })
  afterEach(() => workspace.end())

  it('stays as it is at the next start when nothing is said', async () => {
    await workspace.reopen()
    expect(await stateOf('hello')).toMatchObject({ state: 'paused' })
  })

  it('lets it go on to the end when told never to pause, and to nobody twice', async () => {
    await workspace.reopen()
    await applyFailurePause(workspace, null)
    const { deliveredTotal, deliveryErrors } = await waitUntilOver(workspace, 'hello')
    expect(deliveredTotal + deliveryErrors.length).toBe(200)
    const asked = vendor.calls.flatMap(({ identifiers }) => identifiers)
    expect(new Set(asked).size).toBe(200)
    expect(asked).toHaveLength(200)
    expect(await workspace.call('getFailurePause', {})).toMatchObject({ share: null })
  })

  it('goes on when its provider is switched on again over REST, and not when the app does that', async () => {
    const on = { kind: 'smtp', providerId: 'vendor', enabled: true }
    await workspace.call('updateProvider', on)
    await workspace.call('updateProvider', { ...on, enabled: false }, overRest)
    expect(await stateOf('hello')).toMatchObject({ state: 'paused' })
    await workspace.call('setFailurePause', { outcomes: 50 })
    await workspace.call('updateProvider', on, overRest)
    const { deliveredTotal, deliveryErrors } = await waitUntilOver(workspace, 'hello')
    expect(deliveredTotal + deliveryErrors.length).toBe(200)
    expect(vendor.calls).toHaveLength(200)
  })

  it('that was scheduled goes on too', async () => {
    await workspace.call('setFailurePause', { share: 0.2, outcomes: 50 })
    const scheduledAt = new Date(Date.now() + 300).toISOString()
    await workspace.call('createEmail', { ...campaign, messageId: 'later', scheduledAt })
    await waitFor(
      () => stateOf('later'),
      ({ state }) => state === 'paused',
    )
    await workspace.reopen()
    await applyFailurePause(workspace, null)
    const { deliveredTotal, deliveryErrors } = await waitUntilOver(workspace, 'later')
    expect(deliveredTotal + deliveryErrors.length).toBeGreaterThanOrEqual(100)
  })

  it('takes a higher share, and leaves what a person paused', async () => {
    await workspace.call('resumeDelivery', { messageId: 'hello' })
    await workspace.call('pauseDelivery', { messageId: 'hello' })
    await workspace.reopen()
    await applyFailurePause(workspace, 0.6)
    expect(await stateOf('hello')).toMatchObject({ state: 'paused', pauseReason: null })
    await workspace.call('resumeDelivery', { messageId: 'hello' })
    await waitUntilOver(workspace, 'hello')
    expect(await workspace.call('getFailurePause', {})).toMatchObject({ share: 0.6 })
  })
})
