import { afterEach, describe, expect, it } from 'vitest'
import type { ScriptedProvider } from '../../support/scripted-provider'
import { addCrowd, addScripted, scriptedProvider } from '../../support/scripted-provider'
import type { Workspace } from '../../support/workspace'
import { openWorkspace, waitFor, waitUntilOver } from '../../support/workspace'

const campaign = { messageId: 'hello', subject: 'Hello', content: 'Text', topics: ['crowd'] }

/** How many were sent to, and how long a busy computer let nothing happen, beyond what is made up for. */
const firstSeconds = (seconds: number, { calls }: ScriptedProvider) => {
  const start = calls[0]?.at ?? 0
  const early = calls.filter(({ at }) => at - start < seconds * 1000)
  const gaps = early.slice(1).map(({ at }, index) => at - (early[index]?.at ?? at))
  return {
    people: early.reduce((sum, { identifiers }) => sum + identifiers.length, 0),
    idleSeconds: gaps.reduce((sum, gap) => sum + Math.max(0, gap - 150), 0) / 1000,
  }
}

describe('the rate that a provider is set to', () => {
  let workspace: Workspace

  const open = async (
    { people, perSecond }: { readonly people: number; readonly perSecond: number },
    shape: Parameters<typeof scriptedProvider>[1] = {},
  ): Promise<ScriptedProvider> => {
    const vendor = scriptedProvider(() => undefined, shape)
    workspace = openWorkspace({ providers: [vendor.provider] })
    await addScripted(workspace)
    await workspace.call('setProviderLimits', { providerId: 'vendor', perSecond })
    await addCrowd(workspace, 'crowd', people)
    return vendor
  }
  const checkThreeSeconds = (
    vendor: ScriptedProvider,
    { perSecond, lostSeconds = 0 }: { readonly perSecond: number; readonly lostSeconds?: number },
  ): void => {
    const { people, idleSeconds } = firstSeconds(3, vendor)
    expect(people).toBeLessThanOrEqual(1.05 * 3 * perSecond)
    expect(people).toBeGreaterThanOrEqual(0.95 * perSecond * (3 - idleSeconds - lostSeconds))
  }

  afterEach(() => workspace.end())

  it('is kept, smoothly, by several messages at once, together', async () => {
    const vendor = await open({ people: 230, perSecond: 200 })
    for (const messageId of ['a', 'b', 'c'])
      await workspace.call('createEmail', { ...campaign, messageId })
    for (const messageId of ['a', 'b', 'c']) await waitUntilOver(workspace, messageId)

    checkThreeSeconds(vendor, { perSecond: 200 })
    // No second holds what belongs to another.
    expect(firstSeconds(1, vendor).people).toBeLessThan(232)
    expect(vendor.calls).toHaveLength(690)
  })

  it('is kept by calls of many recipients too, and across restarts', async () => {
    const vendor = await open({ people: 1300, perSecond: 400 }, { connections: 4, batchSize: 1000 })
    await workspace.call('createEmail', campaign)
    for (const calls of [10, 20, 30]) {
      await waitFor(
        () => Promise.resolve(vendor.calls.length),
        (count) => count >= calls,
      )
      await workspace.reopen()
    }
    await waitUntilOver(workspace, 'hello')

    // What the last start did not use is forgone.
    checkThreeSeconds(vendor, { perSecond: 400, lostSeconds: 3 * 0.15 })
    const everybody = vendor.calls.flatMap(({ identifiers }) => identifiers)
    expect(everybody).toHaveLength(1300)
    expect(new Set(everybody).size).toBe(1300)
  })
})
