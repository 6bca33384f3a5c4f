import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fastTime } from '../../support/fast-time'
import { addCrowd } from '../../support/scripted-provider'
import {
  addSmtp,
  openWorkspace,
  waitFor,
  waitUntilOver,
  watchUntil,
  type Workspace,
} from '../../support/workspace'

const people = 450

let workspace: Workspace
let db: Database.Database | undefined

beforeEach(() => {
  // The engine shows its database to nobody: here it is caught while it opens.
  const pragma = Database.prototype.pragma
  vi.spyOn(Database.prototype, 'pragma').mockImplementation(function (
    this: Database.Database,
    ...parameters: Parameters<typeof pragma>
  ): unknown {
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    db = this
    return pragma.apply(this, parameters)
  })
  workspace = openWorkspace({ sandbox: true, ...fastTime() })
  vi.restoreAllMocks()
})
afterEach(() => workspace.end())

/** Takes the room of the disk away: the database may have no page more; or gives it back. */
const fill = (isFull: boolean): void => {
  const pages = Number(db?.pragma('page_count', { simple: true }))
  db?.pragma(`max_page_count = ${isFull ? pages : 4_294_967_294}`)
}

it('waits while the disk is full, says so, and then loses and repeats nothing', async () => {
  await addSmtp(workspace, 1)
  await addCrowd(workspace, 'crowd', people)
  const report = () => workspace.call('getDeliveryReport', { messageId: 'hello' })
  const content = 'x'.repeat(20_000)
  await workspace.call('createEmail', {
    messageId: 'hello',
    subject: 's',
    content,
    topics: ['crowd'],
  })
  await watchUntil(report, ({ counts }) => counts.accepted > 0)
  fill(true)

  const { activity, counts } = await waitFor(report, ({ activity }) => activity.waits.length > 0)
  expect(activity).toMatchObject({ state: 'sending' })
  expect(activity.waits[0]?.reason).toMatch(/^The disk is full/)
  expect(counts.accepted).toBeLessThan(people)
  await new Promise((resolve) => setTimeout(resolve, 600))
  expect((await report()).counts.accepted).toBe(counts.accepted)

  fill(false)
  expect(await waitUntilOver(workspace, 'hello')).toMatchObject({
    ...{ status: 'sent', deliveredTotal: people, deliveryErrors: [] },
  })
  const { total, mails } = await workspace.call('listSandboxMails', { limit: 500 })
  expect(total).toBe(people)
  expect(new Set(mails.map(({ identifier }) => identifier)).size).toBe(people)
})

it('says so when there is no room for the list of who gets it, and then goes on', async () => {
  await addSmtp(workspace, 1)
  await addCrowd(workspace, 'crowd', 1500)
  // What the import has left over would be room enough.
  db?.exec('VACUUM')
  const hello = { messageId: 'hello' }
  await workspace.call('createEmail', { ...hello, subject: 's', content: 'c', topics: ['crowd'] })
  fill(true)

  const { activity } = await waitFor(
    () => workspace.call('getDeliveryReport', hello),
    ({ activity }) => activity.waits.length > 0,
  )
  expect(activity).toMatchObject({ state: 'preparing', waits: [{ providerId: null }] })
  expect(activity.waits[0]?.reason).toMatch(/^The disk is full/)

  fill(false)
  expect(await waitUntilOver(workspace, 'hello')).toMatchObject({
    ...{ status: 'sent', deliveredTotal: 1500 },
  })
  expect((await workspace.call('getDeliveryReport', hello)).activity.waits).toEqual([])
})

it('refuses what a person asks for meanwhile in words, and changes nothing', async () => {
  const text = { subject: 's', content: 'x'.repeat(60_000), topics: [], draft: true }
  const write = (messageId: string) => workspace.call('createEmail', { messageId, ...text })
  fill(true)
  await expect(write('one')).rejects.toMatchObject({
    ...{ type: 'desktop_disk_full', code: 507 },
    message: 'The disk is full. Nothing was changed; make room, then try again.',
  })
  fill(false)
  db?.pragma('busy_timeout = 0')
  const backup = new Database(join(workspace.folder, 'engine.db'))
  backup.exec('BEGIN IMMEDIATE')
  await expect(write('two')).rejects.toMatchObject({
    ...{ type: 'desktop_data_unwritable', code: 503 },
    message: expect.stringMatching(/^The data folder cannot be written \(SQLITE_BUSY\)\. Nothing/),
  })
  backup.exec('ROLLBACK')
  backup.close()
  await write('three')
  const { messages } = await workspace.call('listMessages', {})
  expect(messages.map(({ $id }) => $id)).toEqual(['three'])
})
