import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startSmtp, type SmtpSink } from '../../support/smtp-sink'
import { addPeople, addSmtp, openWorkspace, type Workspace } from '../../support/workspace'

const content = {
  providerType: 'email' as const,
  subject: 'Not saved yet',
  content: '<p>Hello</p>',
  html: true,
}
const test = { content, identifier: 'me@acme.example' }

describe('a test of a text that is not saved', () => {
  let workspace: Workspace
  let smtp: SmtpSink

  beforeEach(async () => {
    smtp = await startSmtp()
    workspace = openWorkspace()
  })
  afterEach(async () => {
    await workspace.end()
    await smtp.close()
  })

  it('arrives like a campaign, and leaves no message behind', async () => {
    await addSmtp(workspace, smtp.port)
    const result = await workspace.call('sendTest', test)

    expect(result).toMatchObject({
      ...{ outcome: 'accepted', providerName: 'Test server', sandbox: false },
      message: 'Test server took it.',
    })
    expect(smtp.mails).toHaveLength(1)
    expect(smtp.mails[0]?.recipients).toEqual(['me@acme.example'])
    expect(smtp.mails[0]?.parsed).toMatchObject({ subject: 'Not saved yet' })
    expect((await workspace.call('listMessages', {})).total).toBe(0)
    expect(workspace.log.join()).toMatch(/a test email through Test server: accepted/)
    expect(workspace.log.join()).not.toMatch(/me@acme/)
  })

  it('stays inside the sandbox', async () => {
    await addSmtp(workspace, smtp.port)
    workspace.setSandbox(true)
    const result = await workspace.call('sendTest', test)

    expect(result).toMatchObject({ outcome: 'accepted', sandbox: true })
    expect(smtp.mails).toEqual([])
    const { mails } = await workspace.call('listSandboxMails', {})
    expect(mails).toMatchObject([{ subject: 'Not saved yet', messageId: '' }])
  })

  it('goes through the provider that would send to this address, unless another is chosen', async () => {
    await addSmtp(workspace, smtp.port, { providerId: 'first', name: 'First' })
    await addSmtp(workspace, smtp.port, { providerId: 'second', name: 'Second' })
    const [ann = ''] = await addPeople(workspace, ['Ann'])
    const { userId } = await workspace
      .call('listUsers', {})
      .then(({ users }) => ({ userId: users[0]?.$id ?? '' }))
    await workspace.call('updateTarget', { userId, targetId: ann, providerId: 'second' })
    const through = async (identifier: string, providerId?: string) =>
      (await workspace.call('sendTest', { content, identifier, providerId })).providerName

    expect(await through('me@acme.example')).toBe('First')
    expect(await through('ann@example.com')).toBe('Second')
    expect(await through('ann@example.com', 'first')).toBe('First')
  })

  it('says in words what went wrong', async () => {
    expect(await workspace.call('sendTest', test)).toMatchObject({
      ...{ outcome: 'failed', providerName: '' },
      message: expect.stringMatching(/No provider of this channel is switched on/),
    })
    await smtp.close()
    await addSmtp(workspace, smtp.port)
    const { outcome, message } = await workspace.call('sendTest', test)
    expect(outcome).toBe('failed')
    expect(message).toMatch(/127\.0\.0\.1/)
  })

  it('is refused for what is no address, and for a file that is gone', async () => {
    await expect(
      workspace.call('sendTest', { content, identifier: 'nobody' }),
    ).rejects.toMatchObject({ type: 'general_argument_invalid', param: 'identifier' })
    await expect(
      workspace.call('sendTest', { ...test, content: { ...content, attachments: ['b:f'] } }),
    ).rejects.toMatchObject({ type: 'storage_bucket_not_found' })
  })
})
