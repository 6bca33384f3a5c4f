import { join } from 'node:path'
import Database from 'better-sqlite3'
import { countContents } from '@main/store/count-contents'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  addCrowd,
  addScripted,
  scriptedProvider,
  tooMany,
  type Script,
} from '../../support/scripted-provider'
import {
  openWorkspace,
  waitFor,
  waitUntilOver,
  watchUntil,
  type Workspace,
} from '../../support/workspace'

/** More than go at once. */
const many = 1500
const hello = { messageId: 'hello' }
const campaign = { ...hello, subject: 'Night train', content: 'Text' }

describe('deleting a message with many recipients', () => {
  let workspace: Workspace
  let script: Script

  const call: Workspace['call'] = (name, input) => workspace.call(name, input)
  const report = () => call('getDeliveryReport', hello)
  const file = (): string => join(workspace.folder, 'engine.db')
  /** How many rows a table of the file has, whoever they belong to. */
  const rows = (table: 'deliveries' | 'messages' = 'deliveries'): number => {
    const db = new Database(file(), { readonly: true })
    try {
      return Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get())
    } finally {
      db.close()
    }
  }

  beforeEach(async () => {
    script = () => Promise.reject(tooMany(60_000))
    const vendor = scriptedProvider((...args) => script(...args))
    workspace = openWorkspace({ providers: [vendor.provider] })
    await addScripted(workspace)
    await addCrowd(workspace, 'crowd', many)
    await call('createUser', { userId: 'ada', email: 'ada@example.org' })
  })
  afterEach(() => workspace.end())

  const send = async (): Promise<void> => {
    await call('createEmail', { ...campaign, topics: ['crowd'] })
    await waitFor(report, ({ activity }) => activity.waits.length > 0)
  }

  it('is there no more for anybody, while its ledger still is in the file', async () => {
    await send()
    await call('deleteMessage', hello)
    await workspace.reopen({ isIdle: true })
    // The proof that there is still something to be cleared away.
    expect(rows()).toBeGreaterThan(many / 2)

    const notFound = { type: 'message_not_found' }
    await expect(call('getMessage', hello)).rejects.toMatchObject(notFound)
    await expect(report()).rejects.toMatchObject(notFound)
    await expect(call('deleteMessage', hello)).rejects.toMatchObject(notFound)
    await expect(call('listMessages', {})).resolves.toEqual({ total: 0, messages: [] })
    await expect(call('listMessages', { search: 'night' })).resolves.toMatchObject({ total: 0 })
    await expect(call('listMissedMessages', {})).resolves.toMatchObject({ messages: [] })
    await expect(call('listDeliveryCounts', { messageIds: ['hello'] })).resolves.toEqual({})
    expect(countContents(file())).toMatchObject({ campaigns: 0 })
  })

  it('is cleared away by and by, also after a restart, and calls are answered in between', async () => {
    await send()
    await call('deleteMessage', hello)
    await workspace.reopen({ isIdle: true })
    await workspace.reopen({ isIdle: false })
    const seen = await watchUntil(
      async () => (await call('listMessages', {})).total + rows() + rows('messages'),
      (left) => left === 0,
    )
    expect(new Set(seen).size).toBeGreaterThan(2)
  })

  it('leaves its id to another one at once, which is counted for itself', async () => {
    let goOn = (): void => {}
    const held = new Promise<void>((resolve) => (goOn = resolve))
    script = () => held
    await call('createEmail', { ...campaign, topics: ['crowd'] })
    await waitFor(report, ({ counts }) => counts.in_flight > 0)
    await call('deleteMessage', hello)
    script = () => undefined
    await call('createEmail', { ...campaign, users: ['ada'] })
    goOn()

    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({
      ...{ status: 'sent', deliveredTotal: 1 },
    })
    const { counts } = await report()
    expect(counts).toEqual({ pending: 0, in_flight: 0, accepted: 1, failed: 0, unknown: 0 })
    await waitFor(
      () => Promise.resolve(rows()),
      (left) => left === 1,
    )
  })

  it('with few recipients is over with the call', async () => {
    script = () => undefined
    await call('createEmail', { ...campaign, users: ['ada'] })
    await waitUntilOver(workspace, 'hello')
    await call('deleteMessage', hello)
    expect(rows()).toBe(0)
  })
})
