import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SmtpSink } from '../../support/smtp-sink'
import { startSmtp } from '../../support/smtp-sink'
import type { Workspace } from '../../support/workspace'
import { addPeople, addSmtp, addTopic, openWorkspace, waitUntilOver } from '../../support/workspace'

const campaign = {
  messageId: 'hello',
  subject: 'Grüße ✓',
  content: '<h1>Hello</h1><p>Good &amp; new</p>',
  html: true,
}

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
})
