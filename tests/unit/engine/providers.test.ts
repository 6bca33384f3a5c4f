import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CallInput } from '@contract/index'
import { createRegistry } from '@main/providers'
import { startSmtp } from '../../support/smtp-sink'
import type { Workspace } from '../../support/workspace'
import { addPeople, addSmtp, openWorkspace, waitUntilOver } from '../../support/workspace'

const kinds = createRegistry().all()

/** A whole set of settings for every kind, with planted secrets. */
const settings: Record<string, Record<string, unknown>> = {
  smtp: {
    ...{ host: 'smtp.example.com', port: 2525, username: 'me', password: 'planted-smtp' },
    ...{ encryption: 'tls', autoTLS: false, mailer: 'Acme', fromEmail: 'a@b.example' },
  },
  mailgun: {
    apiKey: 'planted-mailgun',
    domain: 'd.example',
    isEuRegion: false,
    fromEmail: 'a@b.example',
  },
  sendgrid: { apiKey: 'planted-sendgrid', fromEmail: 'a@b.example' },
  resend: { apiKey: 'planted-resend', fromEmail: 'a@b.example' },
  ses: { accessKey: 'AK', secretKey: 'planted-ses', region: 'eu-west-1', fromEmail: 'a@b.example' },
  twilio: { from: '+16175551212', accountSid: 'AC1', authToken: 'planted-twilio' },
  vonage: { from: '+16175551212', apiKey: 'k', apiSecret: 'planted-vonage' },
  telesign: { from: '+16175551212', customerId: 'c', apiKey: 'planted-telesign' },
  textmagic: { from: '+16175551212', username: 'u', apiKey: 'planted-textmagic' },
  msg91: { templateId: 't', senderId: 's', authKey: 'planted-msg91' },
  apns: {
    authKey: 'planted-apns',
    authKeyId: 'K',
    teamId: 'T',
    bundleId: 'com.example',
    sandbox: true,
  },
  fcm: { serviceAccountJSON: { project_id: 'p', private_key: 'planted-fcm' } },
}

describe('providers', () => {
  let workspace: Workspace

  const create = (kind: string, more: object = {}) =>
    workspace.call('createProvider', { kind, providerId: kind, name: `My ${kind}`, ...more })
  const update = (kind: string, more: object) =>
    workspace.call('updateProvider', { kind, providerId: kind, ...more })
  const get = (providerId: string) => workspace.call('getProvider', { providerId })
  const failsWith = (type: string, param?: string) =>
    expect.objectContaining(param === undefined ? { type } : { type, param })

  beforeEach(() => {
    workspace = openWorkspace()
  })
  afterEach(() => workspace.end())

  it.each(kinds)(
    '$kind is stored whole, with its secrets, and read back after a restart',
    async ({ kind, type }) => {
      const given = settings[kind] ?? {}
      const created = await create(kind, { ...given, enabled: true })
      await workspace.reopen()
      const read = await get(kind)

      expect(created).toMatchObject({ $id: kind, provider: kind, type, enabled: true })
      expect(read).toEqual(created)
      expect({ ...read.credentials, ...read.options }).toMatchObject(given)
    },
  )

  it.each(kinds)(
    '$kind without settings is stored switched off, however it was asked for',
    async ({ kind }) => {
      const needed = kind === 'smtp' ? { host: 'h' } : {}
      expect(await create(kind, { ...needed, enabled: true })).toMatchObject({ enabled: false })
    },
  )

  it('leave no secret in the files of the database', async () => {
    for (const { kind } of kinds) await create(kind, settings[kind])
    await update('smtp', { password: 'planted-again' })
    const bytes = readdirSync(workspace.folder)
      .map((name) => readFileSync(join(workspace.folder, name), 'latin1'))
      .join('')
    expect(bytes).toContain('smtp.example.com')
    expect(bytes).not.toContain('planted')
    expect(bytes).not.toContain(Buffer.from('planted-smtp').toString('base64').slice(0, 12))
  })

  it('keep what an SMTP provider was not given where the API shows it', async () => {
    const { credentials, options } = await create('smtp', { host: 'h', encryption: 'none' })
    expect(credentials).toEqual({ host: 'h', port: 587, username: '', password: '' })
    expect(options).toEqual({
      ...{ fromName: '', fromEmail: '', replyToName: '', replyToEmail: '' },
      ...{ encryption: '', autoTLS: true, mailer: '' },
    })
  })

  it('change only what an update names', async () => {
    await create('smtp', settings.smtp)
    const updated = await update('smtp', { name: 'New', fromName: 'Acme' })
    expect(updated.name).toBe('New')
    expect({ ...updated.credentials, ...updated.options }).toMatchObject({
      ...settings.smtp,
      fromName: 'Acme',
    })
    const { options, credentials } = await update('smtp', { encryption: 'none', password: 'other' })
    expect(options.encryption).toBe('')
    expect(credentials).toMatchObject({ password: 'other', port: 2525 })
  })

  it('can be switched on only with what they need', async () => {
    await create('ses', { accessKey: 'a', secretKey: 's', region: 'r' })
    await expect(update('ses', { enabled: true })).rejects.toEqual(
      failsWith('provider_missing_credentials'),
    )
    expect(await get('ses')).toMatchObject({ enabled: false })
    expect(await update('ses', { fromEmail: 'a@b.example', enabled: true })).toMatchObject({
      ...{ enabled: true, credentials: { accessKey: 'a', secretKey: 's', region: 'r' } },
    })
    expect(await update('ses', { enabled: false })).toMatchObject({ enabled: false })
  })

  it('take a template as needed for Msg91 on update only, and no sender address for SendGrid', async () => {
    expect(await create('msg91', { senderId: 's', authKey: 'a', enabled: true })).toMatchObject({
      enabled: true,
    })
    await expect(update('msg91', { enabled: true })).rejects.toEqual(
      failsWith('provider_missing_credentials'),
    )
    expect(await create('sendgrid', { apiKey: 'k', enabled: true })).toMatchObject({
      enabled: false,
    })
    expect(await update('sendgrid', { enabled: true })).toMatchObject({ enabled: true })
  })

  it('write a new bundle id where it is read', async () => {
    await create('apns', settings.apns)
    const { credentials } = await update('apns', { bundleId: 'com.other' })
    expect(credentials).toMatchObject({ bundleId: 'com.other', authKey: 'planted-apns' })
    expect(credentials).not.toHaveProperty('bundle')
  })

  it('take a service account as an object or as its text', async () => {
    const account = { project_id: 'p' }
    const { credentials } = await create('fcm', { serviceAccountJSON: JSON.stringify(account) })
    expect(credentials).toEqual({ serviceAccountJSON: account })
    await expect(update('fcm', { serviceAccountJSON: 'not json' })).rejects.toEqual(
      failsWith('general_argument_invalid', 'serviceAccountJSON'),
    )
  })

  const bad: [string, Record<string, unknown>, string][] = [
    ['smtp', {}, 'host'],
    ['smtp', { host: '' }, 'host'],
    ['smtp', { host: 'h', port: 0 }, 'port'],
    ['smtp', { host: 'h', port: 'x' }, 'port'],
    ['smtp', { host: 'h', encryption: 'maybe' }, 'encryption'],
    ['smtp', { host: 'h', autoTLS: 'true' }, 'autoTLS'],
    ['smtp', { host: 'h', fromEmail: 'nobody' }, 'fromEmail'],
    ['smtp', { host: 7, fromEmail: 'nobody' }, 'host'],
    ['twilio', { from: 'ACME' }, 'from'],
    ['mailgun', { apiKey: '' }, 'apiKey'],
    ['mailgun', { isEuRegion: 1 }, 'isEuRegion'],
    ['fcm', { serviceAccountJSON: [] }, 'serviceAccountJSON'],
  ]
  it.each(bad)('%s with %o is refused, naming %s', async (kind, more, param) => {
    await expect(create(kind, more)).rejects.toEqual(failsWith('general_argument_invalid', param))
    expect((await workspace.call('listProviders', {})).total).toBe(0)
  })

  it('check an update the way the API document says', async () => {
    await create('twilio', settings.twilio)
    expect(await update('twilio', { from: 'ACME' })).toMatchObject({ options: { from: 'ACME' } })
    await create('smtp', settings.smtp)
    expect(await update('smtp', { replyToEmail: 'any text' })).toBeDefined()
    await expect(update('smtp', { fromName: '' })).rejects.toEqual(
      failsWith('general_argument_invalid', 'fromName'),
    )
    // The first wrong one in the document's order is named: name before host.
    await expect(update('smtp', { host: '', name: '' })).rejects.toEqual(
      failsWith('general_argument_invalid', 'name'),
    )
    await expect(update('mailgun', { fromName: '', apiKey: '' })).rejects.toEqual(
      failsWith('general_argument_invalid', 'apiKey'),
    )
  })

  it('ignore unknown parameters and explicit nulls', async () => {
    const given = { host: 'h', security: 'x', port: null, enabled: null }
    const { credentials } = await create('smtp', given as unknown as CallInput<'createProvider'>)
    expect(credentials).toEqual({ host: 'h', port: 587, username: '', password: '' })
  })

  it('answer with the right error for unknown kinds, ids, and ids in use', async () => {
    await expect(create('pigeon')).rejects.toEqual(failsWith('general_route_not_found'))
    await expect(get('none')).rejects.toEqual(failsWith('provider_not_found'))
    await expect(update('smtp', {})).rejects.toEqual(failsWith('provider_not_found'))
    await create('smtp', settings.smtp)
    await expect(create('smtp', settings.smtp)).rejects.toEqual(
      failsWith('provider_already_exists'),
    )
    await expect(
      workspace.call('updateProvider', { kind: 'sendgrid', providerId: 'smtp' }),
    ).rejects.toEqual(failsWith('provider_incorrect_type'))
    await workspace.call('deleteProvider', { providerId: 'smtp' })
    await expect(get('smtp')).rejects.toEqual(failsWith('provider_not_found'))
  })

  it('are listed without their secrets and can be repaired when the key is another one', async () => {
    const smtp = await startSmtp({ account: { user: 'me', pass: 'right' } })
    await addSmtp(workspace, smtp.port, { providerId: 'smtp', username: 'me', password: 'right' })
    const targets = await addPeople(workspace, ['Ann'])
    const send = async (messageId: string) => {
      await workspace.call('createEmail', { messageId, subject: 's', content: 'c', targets })
      return await waitUntilOver(workspace, messageId)
    }
    await workspace.reopen({ vaultKey: Buffer.alloc(32, 9) })

    expect((await get('smtp')).credentials).not.toHaveProperty('password')
    expect((await get('smtp')).credentials).toMatchObject({ host: '127.0.0.1', username: 'me' })
    expect((await send('one')).deliveryErrors[0]).toMatch(/secret .* Enter it again/)
    expect(await workspace.call('verifyProvider', { providerId: 'smtp' })).toMatchObject({
      ok: false,
      message: expect.stringMatching(/Enter it again/),
    })

    await update('smtp', { password: 'right' })
    expect(await send('two')).toMatchObject({ status: 'sent' })
    await smtp.close()
  })

  it('take no secret while there is no key, and lose nothing else', async () => {
    await workspace.reopen({ vaultKey: undefined })
    await expect(create('smtp', settings.smtp)).rejects.toEqual(
      failsWith('desktop_secret_unavailable'),
    )
    expect((await workspace.call('listProviders', {})).total).toBe(0)
    expect(await create('smtp', { host: 'h' })).toMatchObject({ $id: 'smtp' })
  })

  it('are verified by signing in, in words', async () => {
    const smtp = await startSmtp({ account: { user: 'me', pass: 'right' } })
    await addSmtp(workspace, smtp.port, { providerId: 'smtp', username: 'me', password: 'right' })
    const verify = () => workspace.call('verifyProvider', { providerId: 'smtp' })
    expect(await verify()).toMatchObject({
      ok: true,
      message: `Connected to 127.0.0.1:${smtp.port} (not encrypted); signed in as me. Nothing was sent.`,
    })
    await update('smtp', { password: 'wrong-one' })
    const refused = await verify()
    expect(refused).toMatchObject({
      ok: false,
      message: expect.stringMatching(/refused the sign-in/),
    })
    expect(refused.message).not.toContain('wrong-one')
    await smtp.close()
    expect(await verify()).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^127\.0\.0\.1:\d+ refuses connections/),
    })
    await expect(workspace.call('verifyProvider', { providerId: 'none' })).rejects.toEqual(
      failsWith('provider_not_found'),
    )
  })
})
