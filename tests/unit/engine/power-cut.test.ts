import { cpSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { addCrowd, addScripted, scriptedProvider } from '../../support/scripted-provider'
import { temporaryFolder } from '../../support/temporary-folder'
import type { Workspace } from '../../support/workspace'
import { openWorkspace, waitFor, waitUntilOver } from '../../support/workspace'

const campaign = { messageId: 'hello', subject: 'Hello', content: 'Text', topics: ['crowd'] }
/** Far more than are claimed ahead while the first are answered, however fast that goes. */
const people = 3000
const answered = 100

describe('a campaign that is cut off', () => {
  const workspaces: Workspace[] = []
  const release: (() => void)[] = []

  /** What the disk holds while five calls are under way, and whom the vendor was called for. */
  const cutOff = async () => {
    const vendor = scriptedProvider(async (_, count) => {
      if (count > answered) await new Promise<void>((resolve) => release.push(resolve))
    })
    const workspace = openWorkspace({ bootId: 'monday', providers: [vendor.provider] })
    workspaces.push(workspace)
    await addScripted(workspace)
    await addCrowd(workspace, 'crowd', people)
    await workspace.call('createEmail', campaign)
    await waitFor(
      () => Promise.resolve(vendor.calls.length),
      (count) => count === answered + 5,
    )
    const dataFolder = temporaryFolder()
    cpSync(workspace.folder, dataFolder, { recursive: true })
    return { dataFolder, called: vendor.calls.flatMap(({ identifiers }) => identifiers) }
  }
  const goOn = async (dataFolder: string, bootId: string) => {
    const vendor = scriptedProvider(() => undefined)
    const workspace = openWorkspace({ dataFolder, bootId, providers: [vendor.provider] })
    workspaces.push(workspace)
    await waitUntilOver(workspace, 'hello')
    const { hello } = await workspace.call('listDeliveryCounts', { messageIds: ['hello'] })
    return { counts: hello, called: vendor.calls.flatMap(({ identifiers }) => identifiers) }
  }

  afterEach(async () => {
    for (const go of release.splice(0)) go()
    for (const workspace of workspaces.splice(0)) await workspace.end()
  })

  it('by the end of the program leaves those in doubt who were being called', async () => {
    const { dataFolder, called } = await cutOff()
    const after = await goOn(dataFolder, 'monday')
    expect(after.counts).toMatchObject({ unknown: 5, accepted: people - 5, pending: 0 })
    expect(after.called.filter((identifier) => called.includes(identifier))).toEqual([])
  })

  it('by a power cut leaves those in doubt who may have been called', async () => {
    const { dataFolder, called } = await cutOff()
    const after = await goOn(dataFolder, 'tuesday')
    const unknown = after.counts?.unknown ?? 0
    expect(unknown).toBeGreaterThan(5)
    expect(unknown).toBeLessThan(people - answered)
    expect(after.counts).toMatchObject({ accepted: people - unknown, pending: 0, failed: 0 })
    expect(after.called.filter((identifier) => called.includes(identifier))).toEqual([])
  })
})
