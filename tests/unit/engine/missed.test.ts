import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dealWithDue, judgeDue } from '@main/engine/missed'
import { openStore } from '@main/store/store'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../support/eventually'
import { startSmtp, type SmtpSink } from '../../support/smtp-sink'
import {
  addPeople,
  addSmtp,
  openWorkspace,
  waitFor,
  waitUntilOver,
  type Workspace,
} from '../../support/workspace'

const minute = 60_000
const campaign = { messageId: 'hello', subject: 'Hello', content: 'Text' }

describe('a message that is due', () => {
  const ask = { sendWithinMinutes: 15, otherwise: 'ask' } as const
  const at = (dueAt: number, now: number, awakeSince: number) =>
    judgeDue({ dueAt: dueAt * minute, now: now * minute, awakeSince: awakeSince * minute }, ask)

  it('is on time while the engine was awake, however busy it was', () => {
    expect(at(100, 100, 0)).toBe('send')
    expect(at(100, 160, 100)).toBe('send')
  })

  it('is sent late up to the limit, and not from it on', () => {
    expect(at(100, 114.9, 114)).toBe('send')
    expect(at(100, 115, 114)).toBe('ask')
  })
})

describe('a decision that cannot be written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sendwright-missed-'))
  const store = openStore(folder, () => undefined)
  afterAll(() => {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const deal = (error: Error) => {
    const log: string[] = []
    const missed = {
      ...store.missed,
      hold: () => {
        throw error
      },
    }
    // Whatever else an engine has is not looked at.
    const context = {
      ...{ store: { ...store, missed }, log: (line: string) => void log.push(line) },
      ...{ origin: { clock: () => 60 * minute, random: randomBytes } },
      missedPolicy: () => ({ sendWithinMinutes: 15, otherwise: 'ask' as const }),
      start: () => undefined,
    } as unknown as Parameters<typeof dealWithDue>[0]
    const due = { id: 'hello', scheduledAt: new Date(0).toISOString() }
    dealWithDue(context, due, 50 * minute)
    return log
  }

  it('because the disk is full is told and made later', () => {
    expect(deal(new Database.SqliteError('disk full', 'SQLITE_FULL'))[0]).toMatch(/disk is full/)
  })

  it('for another reason is a mistake of ours', () => {
    expect(() => deal(new Error('bug'))).toThrow('bug')
  })
})

describe('a schedule that was missed', () => {
  let workspace: Workspace
  let smtp: SmtpSink
  let targets: string[]
  let aheadMs = 0
  const clock = (): number => Date.now() + aheadMs
  const soon = (minutes: number): string => new Date(clock() + minutes * minute).toISOString()

  beforeEach(async () => {
    aheadMs = 0
    smtp = await startSmtp()
    workspace = openWorkspace({ clock, vaultKey: randomBytes(32) })
    await addSmtp(workspace, smtp.port)
    targets = await addPeople(workspace, ['Ann'])
  })
  afterEach(async () => {
    await workspace.end()
    await smtp.close()
  })

  /** The engine is away while the message's time comes and for so many minutes more. */
  const miss = async (byMinutes: number, messageId = 'hello'): Promise<void> => {
    await workspace.call('createEmail', {
      ...{ ...campaign, messageId, targets, scheduledAt: soon(5) },
    })
    await workspace.close()
    aheadMs += (5 + byMinutes) * minute
    await workspace.reopen()
  }
  const missed = async () => (await workspace.call('listMissedMessages', {})).messages
  const untilMissed = () => waitFor(missed, (messages) => messages.length > 0)
  const status = async () => (await workspace.call('getMessage', { messageId: 'hello' })).status

  it('is made up for when it is a few minutes late', async () => {
    await miss(14)
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ status: 'sent' })
    expect(await missed()).toEqual([])
  })

  it('waits for a decision when it is later, and the API still calls it scheduled', async () => {
    await miss(20)
    expect(await untilMissed()).toMatchObject([
      { messageId: 'hello', providerType: 'email', title: 'Hello' },
    ])
    expect(await status()).toBe('scheduled')
    await eventually(() =>
      expect(workspace.events).toContainEqual({
        name: 'resource.changed',
        payload: { resource: 'schedules' },
      }),
    )
    await workspace.reopen()
    expect(await missed()).toHaveLength(1)
    expect(smtp.mails).toEqual([])
  })

  it('cannot be changed or deleted by others once its time has passed', async () => {
    await miss(20)
    await untilMissed()
    await expect(
      workspace.call('updateEmail', { messageId: 'hello', draft: true }),
    ).rejects.toMatchObject({ type: 'message_already_scheduled' })
    const key = { mode: 'default', userType: 'keyProject', userId: '', userName: '' } as const
    await expect(
      workspace.call('deleteMessage', { messageId: 'hello' }, { ...key, ...nobody }),
    ).rejects.toMatchObject({ type: 'message_already_scheduled' })
    expect(await missed()).toHaveLength(1)
  })

  it('is sent at once when a person says so', async () => {
    await miss(600)
    await untilMissed()
    await workspace.call('decideMissedMessage', { messageId: 'hello', act: 'send' })
    expect(await missed()).toEqual([])
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ status: 'sent' })
    expect(smtp.mails).toHaveLength(1)
  })

  it('gets another time, and goes out then', async () => {
    await miss(20)
    await untilMissed()
    const scheduledAt = new Date(clock() + 150).toISOString()
    const decision = { messageId: 'hello', act: 'reschedule' } as const
    await expect(workspace.call('decideMissedMessage', decision)).rejects.toMatchObject({
      type: 'message_missing_schedule',
    })
    await expect(
      workspace.call('decideMissedMessage', { ...decision, scheduledAt: soon(-1) }),
    ).rejects.toMatchObject({ param: 'scheduledAt' })
    await workspace.call('decideMissedMessage', { ...decision, scheduledAt })
    expect(await status()).toBe('scheduled')
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ status: 'sent' })
    expect(await missed()).toEqual([])
  })

  it('is a draft again when it is taken back, and can be edited', async () => {
    await miss(20)
    await untilMissed()
    await workspace.call('decideMissedMessage', { messageId: 'hello', act: 'draft' })
    expect(await status()).toBe('draft')
    await workspace.call('updateEmail', { messageId: 'hello', subject: 'Hello again' })
    await expect(
      workspace.call('decideMissedMessage', { messageId: 'hello', act: 'send' }),
    ).rejects.toMatchObject({ type: 'desktop_nothing_to_decide' })
    expect(smtp.mails).toEqual([])
  })

  it('can be deleted in the app, which is a decision too', async () => {
    await miss(20)
    await untilMissed()
    await workspace.call('deleteMessage', { messageId: 'hello' })
    expect(await missed()).toEqual([])
  })

  it('fails in words when the policy is to skip it, and can still be sent', async () => {
    workspace.setMissedPolicy({ sendWithinMinutes: 1, otherwise: 'skip' })
    await workspace.call('createEmail', { ...campaign, targets, scheduledAt: soon(5) })
    aheadMs += 10 * minute
    workspace.wake()
    const message = await waitUntilOver(workspace, 'hello')
    expect(message).toMatchObject({ status: 'failed', deliveredTotal: 0, deliveredAt: null })
    expect(message.deliveryErrors).toEqual([
      expect.stringMatching(/^Skipped: it was due at .* UTC.*not running then/),
    ])
    expect(smtp.mails).toEqual([])
    await workspace.call('retryDeliveries', { messageId: 'hello', states: ['failed'] })
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ status: 'sent' })
  })

  it('of several, each is asked about by itself, the longest overdue first', async () => {
    await miss(20, 'first')
    await miss(20, 'second')
    await waitFor(missed, (messages) => messages.length === 2)
    expect((await missed()).map(({ messageId }) => messageId)).toEqual(['first', 'second'])
    await workspace.call('decideMissedMessage', { messageId: 'first', act: 'draft' })
    expect((await missed()).map(({ messageId }) => messageId)).toEqual(['second'])
  })
})

const nobody = { userEmail: '', ip: '', userAgent: '' }
