import { ProviderError } from '@main/providers/errors'
import { afterEach, describe, expect, it } from 'vitest'
import { fastTime, type FastTime } from '../../support/fast-time'
import type { Script } from '../../support/scripted-provider'
import { addCrowd, addScripted, scriptedProvider, tooMany } from '../../support/scripted-provider'
import type { Workspace } from '../../support/workspace'
import { openWorkspace, waitFor, waitUntilOver } from '../../support/workspace'

const hour = 3_600_000
const year = 365 * 24 * hour
const campaign = { messageId: 'hello', subject: 'Hello', content: 'Text', topics: ['crowd'] }

describe('when the clock jumps while another attempt is waited for', () => {
  let workspace: Workspace
  let time: FastTime
  let aheadMs = 0

  const open = async (people: number, script: Script, perSecond?: number) => {
    const vendor = scriptedProvider(script)
    time = fastTime()
    aheadMs = 0
    workspace = openWorkspace({
      ...{ clock: () => time.clock() + aheadMs, timer: time.timer, providers: [vendor.provider] },
    })
    await addScripted(workspace)
    if (perSecond !== undefined)
      await workspace.call('setProviderLimits', { providerId: 'vendor', perSecond })
    await addCrowd(workspace, 'crowd', people)
    return vendor
  }
  const report = () => workspace.call('getDeliveryReport', { messageId: 'hello' })

  afterEach(() => workspace.end())

  it.each([
    ['back by an hour', -hour],
    ['ahead by a year', year],
  ])('%s, those who failed are tried again soon, once', async (_, byMs) => {
    const vendor = await open(5, ({ recipients: [one] }, count) => {
      if (one?.identifier === 'p3@example.com' && count <= 5)
        throw new ProviderError('server', 'recipient', '503 try again')
    })
    time.hold()
    await workspace.call('createEmail', campaign)
    await waitFor(report, ({ counts }) => counts.accepted === 4)
    aheadMs = byMs
    time.go()

    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({
      ...{ status: 'sent', deliveredTotal: 5 },
    })
    expect(vendor.calls).toHaveLength(6)
  })

  it.each([
    ['back by an hour', -hour],
    ['ahead by a year', year],
  ])('%s, a provider that asked for patience is tried again soon', async (_, byMs) => {
    const vendor = await open(8, (_, count) => {
      if (count === 1) throw tooMany(10_000)
    })
    time.hold()
    await workspace.call('createEmail', campaign)
    await waitFor(report, ({ activity }) => activity.waits.length > 0)
    aheadMs = byMs
    time.go()

    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({
      ...{ status: 'sent', deliveredTotal: 8 },
    })
    expect(vendor.calls).toHaveLength(9)
  })

  it('back by an hour across a restart, nobody waits for that hour', async () => {
    const vendor = await open(3, ({ recipients: [one] }, count) => {
      if (one?.identifier === 'p1@example.com' && count <= 3)
        throw new ProviderError('server', 'recipient', '503 try again')
    })
    time.hold()
    await workspace.call('createEmail', campaign)
    await waitFor(report, ({ counts }) => counts.accepted === 2)
    await workspace.close()
    aheadMs = -hour
    await workspace.reopen()
    time.go()

    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ deliveredTotal: 3 })
    expect(vendor.calls).toHaveLength(4)
  })

  it.each([
    ['back by an hour', -hour],
    ['ahead by a year', year],
  ])('%s, a rate limit neither holds everybody up nor lets a crowd through', async (_, byMs) => {
    const before = 10
    const letOne: Script = (_, count) => {
      if (count === before) aheadMs = byMs
    }
    const vendor = await open(60, letOne, 20)
    await workspace.call('createEmail', campaign)
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ deliveredTotal: 60 })
    const [first, last] = [vendor.calls[before]?.at ?? 0, vendor.calls.at(-1)?.at ?? 0]
    // At twenty a second, or a little less: what was not used for a moment is made up for.
    expect(last - first).toBeGreaterThan(((60 - before - 5) / 20) * 1000)
  })
})
