import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SmtpSink } from '../../support/smtp-sink'
import { startSmtp } from '../../support/smtp-sink'
import type { Workspace } from '../../support/workspace'
import {
  addPeople,
  addSmtp,
  openWorkspace,
  waitUntilOver,
  watchUntil,
} from '../../support/workspace'

const campaign = { subject: 'Grüße', content: '<p>Hello</p>', html: true }

describe('the sandbox', () => {
  let workspace: Workspace
  let smtp: SmtpSink
  let targets: string[]

  const send = async (messageId: string) => {
    await workspace.call('createEmail', { messageId, ...campaign, targets })
    return await waitUntilOver(workspace, messageId)
  }
  const inbox = () => workspace.call('listSandboxMails', {})

  beforeEach(async () => {
    smtp = await startSmtp()
    workspace = openWorkspace({ sandbox: true })
    await addSmtp(workspace, smtp.port, { providerId: 'smtp' })
    targets = await addPeople(workspace, ['Ann', 'Bob', 'Cy'])
  })
  afterEach(async () => {
    await workspace.end()
    await smtp.close()
  })

  it('keeps every mail and opens no connection', async () => {
    expect(await send('hello')).toMatchObject({ status: 'sent', deliveredTotal: 3 })
    expect(smtp.connections()).toBe(0)
    const { total, unread, mails } = await inbox()
    expect({ total, unread }).toEqual({ total: 3, unread: 3 })
    expect(mails[0]).toMatchObject({
      ...{ messageId: 'hello', providerId: 'smtp', providerType: 'email', read: false },
      ...{ identifier: 'cy@example.com', userName: 'Cy', subject: 'Grüße' },
    })
    const report = await workspace.call('getDeliveryReport', { messageId: 'hello' })
    expect(report.sandbox).toBe(true)
  })

  it('keeps exactly what a live server receives', async () => {
    await send('one')
    workspace.setSandbox(false)
    await send('two')
    const { mails } = await inbox()
    const kept = await Promise.all(mails.map(({ id }) => workspace.call('getSandboxMail', { id })))
    /** Ids and times differ between two messages, and boundaries are random. */
    const normal = (source: string): string =>
      source
        .replace(/^Message-ID: .*$/m, 'Message-ID: <>')
        .replace(/^Date: .*$/m, 'Date: now')
        .replace(/--_NmP-[\w-]+-Part/g, '--Part')
        .trimEnd()
    expect(kept.map(({ source }) => normal(source)).sort()).toEqual(
      smtp.mails.map(({ source }) => normal(source)).sort(),
    )
    expect(smtp.mails).toHaveLength(3)
    expect(kept[0]?.mail.size).toBe(Buffer.byteLength(kept[0]?.source ?? ''))
  })

  it('takes a mail apart and marks it read', async () => {
    await send('hello')
    const { mails } = await inbox()
    const id = mails.find(({ identifier }) => identifier === 'ann@example.com')?.id ?? 0
    const opened = await workspace.call('getSandboxMail', { id })
    expect(opened.html).toContain('<p>Hello</p>')
    expect(opened.text?.trim()).toBe('Hello')
    expect(opened.headers).toContainEqual({ key: 'To', value: 'ann@example.com' })
    expect(opened.attachments).toEqual([])
    expect(opened.mail.read).toBe(true)
    expect((await inbox()).unread).toBe(2)
    await expect(workspace.call('getSandboxMail', { id: 999 })).rejects.toEqual(
      expect.objectContaining({ type: 'desktop_sandbox_mail_not_found' }),
    )
  })

  it('is listed newest first, page by page, and searched by name, address and subject', async () => {
    await send('hello')
    const first = await workspace.call('listSandboxMails', { limit: 2 })
    const rest = await workspace.call('listSandboxMails', { limit: 2, before: first.mails[1]?.id })
    expect([...first.mails, ...rest.mails].map(({ userName }) => userName)).toEqual([
      ...['Cy', 'Bob', 'Ann'],
    ])
    const found = async (search: string) =>
      (await workspace.call('listSandboxMails', { search })).mails.map(({ userName }) => userName)
    expect(await found('BOB')).toEqual(['Bob'])
    expect(await found('ann@')).toEqual(['Ann'])
    expect(await found('GRÜSSE')).toEqual([])
    expect(await found('GRÜßE')).toHaveLength(3)
  })

  it('is emptied on demand and survives a restart until then', async () => {
    await send('hello')
    await workspace.reopen()
    expect((await inbox()).total).toBe(3)
    expect(await workspace.call('clearSandbox', {})).toEqual({ total: 3 })
    expect((await inbox()).total).toBe(0)
  })

  it('is left only by messages that start afterwards', async () => {
    await workspace.call('createEmail', { messageId: 'before', ...campaign, targets })
    await waitUntilOver(workspace, 'before')
    workspace.setSandbox(false)
    const again = await workspace.call('getDeliveryReport', { messageId: 'before' })
    expect(again.sandbox).toBe(true)
    await send('after')
    expect(smtp.mails).toHaveLength(3)
    expect((await inbox()).total).toBe(3)
  })

  it('needs no secret, for nothing is opened with it', async () => {
    await workspace.call('updateProvider', {
      ...{ kind: 'smtp', providerId: 'smtp', username: 'me', password: 'secret' },
    })
    await workspace.reopen({ vaultKey: undefined })
    expect(await send('hello')).toMatchObject({ status: 'sent' })
  })

  it('answers calls while a large campaign goes on', async () => {
    const names = Array.from({ length: 600 }, (_, index) => `p${index}`)
    targets = await addPeople(workspace, names)
    await workspace.call('createEmail', { messageId: 'large', ...campaign, targets })
    const report = async () => await workspace.call('getDeliveryReport', { messageId: 'large' })
    const seen = await watchUntil(report, ({ counts }) => counts.accepted === 600)
    const accepted = seen.map(({ counts }) => counts.accepted)
    expect(accepted.filter((count) => count > 0 && count < 600)).not.toEqual([])
    expect(await waitUntilOver(workspace, 'large')).toMatchObject({ deliveredTotal: 600 })
  })
})
