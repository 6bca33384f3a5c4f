import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SmtpSink } from '../../support/smtp-sink'
import { startSmtp } from '../../support/smtp-sink'
import type { Workspace } from '../../support/workspace'
import {
  addPeople,
  addSmtp,
  addTopic,
  openWorkspace,
  waitFor,
  waitUntilOver,
} from '../../support/workspace'

const campaign = {
  messageId: 'hello',
  subject: 'Grüße ✓',
  content: '<h1>Hello</h1><p>Good &amp; new</p>',
  html: true,
}

const later = () => Object.assign(new Error('try again'), { responseCode: 451 })

describe('sending an email', () => {
  let workspace: Workspace
  let smtp: SmtpSink | undefined

  beforeEach(() => {
    workspace = openWorkspace()
  })
  afterEach(async () => {
    await workspace.end()
    await smtp?.close()
    smtp = undefined
  })

  it('gives everybody of a topic a mail of their own', async () => {
    smtp = await startSmtp()
    await addSmtp(workspace, smtp.port)
    await addTopic(workspace, 'news', await addPeople(workspace, ['Ann', 'Bob', 'Cy']))

    const created = await workspace.call('createEmail', { ...campaign, topics: ['news'] })
    const message = await waitUntilOver(workspace, 'hello')

    expect(created.status).toBe('processing')
    expect(message).toMatchObject({ status: 'sent', deliveredTotal: 3, deliveryErrors: [] })
    expect(message.deliveredAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/)
    expect(smtp.mails.map(({ recipients }) => recipients).sort()).toEqual([
      ['ann@example.com'],
      ['bob@example.com'],
      ['cy@example.com'],
    ])
    for (const { recipients, parsed } of smtp.mails) {
      expect(parsed.to).toEqual([{ name: '', address: recipients[0] }])
      expect(parsed.subject).toBe('Grüße ✓')
    }
    expect(new Set(smtp.mails.map(({ parsed }) => parsed.messageId)).size).toBe(3)
  })

  it('dates a mail when it leaves, however long ago the campaign began', async () => {
    const refuse = ['bob@example.com']
    smtp = await startSmtp({ refuse })
    let now = Date.UTC(2026, 10, 27, 16, 0, 0, 700)
    await workspace.end()
    workspace = openWorkspace({ clock: () => now })
    await addSmtp(workspace, smtp.port)
    await addTopic(workspace, 'news', await addPeople(workspace, ['Ann', 'Bob']))
    await workspace.call('createEmail', { ...campaign, topics: ['news'] })
    await waitUntilOver(workspace, 'hello')

    refuse.length = 0
    now += 3 * 24 * 3_600_000
    await workspace.call('retryDeliveries', { messageId: 'hello', states: ['failed'] })
    await waitUntilOver(workspace, 'hello')

    expect(smtp.mails.map(({ parsed }) => parsed.date)).toEqual([
      '2026-11-27T16:00:00.000Z',
      '2026-11-30T16:00:00.000Z',
    ])
  })

  it('sends HTML with a text part for those who read none', async () => {
    smtp = await startSmtp()
    await addSmtp(workspace, smtp.port)
    const [ann = ''] = await addPeople(workspace, ['Ann'])
    await workspace.call('createEmail', { ...campaign, targets: [ann] })
    await waitUntilOver(workspace, 'hello')

    expect(smtp.mails[0]?.source).toMatch(/^Content-Type: multipart\/alternative/m)
    expect(smtp.mails[0]?.parsed.html).toContain('<h1>Hello</h1><p>Good &amp; new</p>')
    expect(smtp.mails[0]?.parsed.text?.trim()).toBe('Hello\n\nGood & new')
  })

  it('sends text as nothing but text', async () => {
    smtp = await startSmtp()
    await addSmtp(workspace, smtp.port)
    const [ann = ''] = await addPeople(workspace, ['Ann'])
    const content = 'Two lines,\nno <b>tags</b>\n.\nand a dot'
    await workspace.call('createEmail', { ...campaign, content, html: false, targets: [ann] })
    await waitUntilOver(workspace, 'hello')

    expect(smtp.mails[0]?.source).toMatch(/^Content-Type: text\/plain; charset=utf-8/m)
    expect(smtp.mails[0]?.parsed.html).toBeUndefined()
    expect(smtp.mails[0]?.parsed.text?.trim()).toBe(content)
  })

  it('names the sender, where answers go, and the program', async () => {
    smtp = await startSmtp()
    const answers = { replyToName: 'Help', replyToEmail: 'help@acme.example', mailer: 'Acme 7' }
    await addSmtp(workspace, smtp.port, answers)
    const [ann = ''] = await addPeople(workspace, ['Ann'])
    await workspace.call('createEmail', { ...campaign, targets: [ann] })
    await waitUntilOver(workspace, 'hello')

    const mail = smtp.mails[0]
    expect(mail?.from).toBe('news@acme.example')
    expect(mail?.parsed.from).toEqual({ name: 'Acme News', address: 'news@acme.example' })
    expect(mail?.parsed.replyTo).toEqual([{ name: 'Help', address: 'help@acme.example' }])
    expect(mail?.source).toMatch(/^X-Mailer: Acme 7\r$/m)
    expect(mail?.parsed.messageId).toMatch(/^<[\w.]+@acme\.example>$/)
  })

  it('sends answers to the sender when nothing else is said', async () => {
    smtp = await startSmtp()
    await addSmtp(workspace, smtp.port)
    const [ann = ''] = await addPeople(workspace, ['Ann'])
    await workspace.call('createEmail', { ...campaign, targets: [ann] })
    await waitUntilOver(workspace, 'hello')
    expect(smtp.mails[0]?.parsed.replyTo).toEqual([
      { name: 'Acme News', address: 'news@acme.example' },
    ])
  })

  it('gives the people in copy one mail each and shows no blind copy', async () => {
    smtp = await startSmtp()
    await addSmtp(workspace, smtp.port)
    const [ann = '', bob = '', cc = '', bcc = ''] = await addPeople(
      workspace,
      'Ann Bob Boss Auditor'.split(' '),
    )
    await workspace.call('createEmail', {
      ...{ ...campaign, targets: [ann, bob], cc: [cc], bcc: [bcc] },
    })
    const message = await waitUntilOver(workspace, 'hello')

    expect(message).toMatchObject({ status: 'sent', deliveredTotal: 2 })
    const envelopes = smtp.mails.flatMap(({ recipients }) => recipients).sort()
    expect(envelopes).toEqual(
      ['ann', 'auditor', 'bob', 'boss'].map((name) => `${name}@example.com`),
    )
    for (const { source, parsed } of smtp.mails) {
      expect(parsed.cc).toEqual([{ name: '', address: 'boss@example.com' }])
      expect(source).not.toMatch(/auditor/)
    }
  })

  it('gives who is in copy and a recipient as well one mail, across a restart too', async () => {
    let isDown = true
    smtp = await startSmtp({
      server: { onMailFrom: (_, __, next) => next(isDown ? later() : null) },
    })
    await addSmtp(workspace, smtp.port)
    const [ann = '', bob = '', cy = '', boss = ''] = await addPeople(
      workspace,
      'Ann Bob Cy Boss'.split(' '),
    )
    await addTopic(workspace, 'news', [ann, bob, cy])
    await workspace.call('createEmail', {
      ...campaign,
      topics: ['news'],
      cc: [bob, boss],
      bcc: [cy],
    })
    const report = () => workspace.call('getDeliveryReport', { messageId: 'hello' })
    await waitFor(report, ({ counts }) => counts.pending > 0)
    isDown = false
    await workspace.reopen()
    const message = await waitUntilOver(workspace, 'hello')

    expect(message).toMatchObject({ status: 'sent', deliveredTotal: 3, deliveryErrors: [] })
    expect(smtp.mails.flatMap(({ recipients }) => recipients).sort()).toEqual(
      ['ann', 'bob', 'boss', 'cy'].map((name) => `${name}@example.com`),
    )
    // Everybody still sees who is in copy.
    for (const { parsed } of smtp.mails)
      expect(parsed.cc?.map(({ address }) => address)).toEqual([
        'bob@example.com',
        'boss@example.com',
      ])
  })

  it('owes nobody a copy when all in copy are recipients', async () => {
    smtp = await startSmtp()
    await addSmtp(workspace, smtp.port)
    const [ann = '', bob = ''] = await addPeople(workspace, ['Ann', 'Bob'])
    await addTopic(workspace, 'news', [ann, bob])
    await workspace.call('createEmail', { ...campaign, topics: ['news'], cc: [bob] })
    await waitUntilOver(workspace, 'hello')
    expect(smtp.mails.map(({ recipients }) => recipients).sort()).toEqual([
      ['ann@example.com'],
      ['bob@example.com'],
    ])
  })

  it('reaches nobody twice who is in topics, users and targets at once', async () => {
    smtp = await startSmtp()
    await addSmtp(workspace, smtp.port)
    const ids = await addPeople(workspace, ['Ann', 'Bob'])
    await addTopic(workspace, 'news', ids)
    await addTopic(workspace, 'offers', ids)
    const { users } = await workspace.call('listUsers', {})
    const audience = {
      ...{ topics: ['news', 'offers', 'no-such-topic'], targets: ids },
      users: users.map(({ $id }) => $id),
    }

    const counted = await workspace.call('countRecipients', { providerType: 'email', ...audience })
    await workspace.call('createEmail', { ...campaign, ...audience })
    const message = await waitUntilOver(workspace, 'hello')

    expect(counted).toMatchObject({ total: 2, duplicates: 6, providers: [{ total: 2 }] })
    expect(message.deliveredTotal).toBe(2)
    expect(smtp.mails).toHaveLength(2)
  })

  it('uses the oldest enabled provider, or the one that a target names while it is enabled', async () => {
    smtp = await startSmtp()
    await addSmtp(workspace, smtp.port, { providerId: 'off', enabled: false })
    await addSmtp(workspace, smtp.port, { providerId: 'first' })
    await addSmtp(workspace, smtp.port, { providerId: 'own', fromEmail: 'own@acme.example' })
    await workspace.call('createUser', { userId: 'u', name: 'Many' })
    const pinned = { a: undefined, b: 'own', c: 'off', d: 'first' }
    for (const [name, providerId] of Object.entries(pinned)) {
      const identifier = `${name}@example.com`
      const target = { userId: 'u', targetId: name, providerType: 'email' as const, identifier }
      await workspace.call('createTarget', providerId ? { ...target, providerId } : target)
    }
    await workspace.call('createEmail', { ...campaign, users: ['u'] })
    await waitUntilOver(workspace, 'hello')

    const senders = smtp.mails.map(({ recipients, from }) => [recipients[0], from]).sort()
    expect(senders).toEqual([
      ['a@example.com', 'news@acme.example'],
      ['b@example.com', 'own@acme.example'],
      ['c@example.com', 'news@acme.example'],
      ['d@example.com', 'news@acme.example'],
    ])
    const report = await workspace.call('getDeliveryReport', { messageId: 'hello' })
    expect(report.providers.map(({ providerId, total }) => [providerId, total])).toEqual([
      ['first', 3],
      ['own', 1],
    ])
  })

  it('sends hundreds over a few connections and tells how it goes', async () => {
    smtp = await startSmtp()
    await addSmtp(workspace, smtp.port)
    const names = Array.from({ length: 300 }, (_, index) => `p${index}`)
    await addTopic(workspace, 'news', await addPeople(workspace, names))
    workspace.events.length = 0
    await workspace.call('createEmail', { ...campaign, topics: ['news'] })
    const message = await waitUntilOver(workspace, 'hello')

    expect(message).toMatchObject({ status: 'sent', deliveredTotal: 300 })
    expect(new Set(smtp.mails.map(({ recipients }) => recipients[0])).size).toBe(300)
    expect(smtp.connections()).toBeLessThanOrEqual(10)
    await waitFor(
      async () => workspace.events.filter(({ name }) => name === 'delivery.progress').at(-1),
      (last) => last?.name === 'delivery.progress' && last.payload.counts.accepted === 300,
    )
  })
})
