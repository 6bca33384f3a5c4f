import type { CallInput } from '@contract/index'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startHttp, type HttpSink } from '../../support/http-sink'
import { pigeons } from '../../support/pigeons'
import { fromMail, fromMailRecord, type SentMail } from '../../support/sent-message'
import { startSmtp, type SmtpSink } from '../../support/smtp-sink'
import { vendorKinds } from '../../support/vendor-kinds'
import {
  addPeople,
  addSmtp,
  addTopic,
  openWorkspace,
  waitFor,
  waitUntilOver,
  type Workspace,
} from '../../support/workspace'

const text = { subject: 'Grüße', content: '<p>Hello</p>', html: true }
const content = { providerType: 'email' as const, ...text }

describe('a rehearsal', () => {
  let workspace: Workspace
  let smtp: SmtpSink
  let http: HttpSink

  beforeEach(async () => {
    smtp = await startSmtp()
    http = await startHttp()
    http.answer({ status: 200, body: '{"lost":[]}' })
    workspace = openWorkspace({ providers: [pigeons], vendorUrls: { pigeons: http.origin } })
  })
  afterEach(async () => {
    await workspace.end()
    await smtp.close()
    await http.close()
  })

  const rehearse = async (input: CallInput<'startRehearsal'>) => {
    const { rehearsalId } = await workspace.call('startRehearsal', input)
    return await waitFor(
      () => workspace.call('getRehearsal', { rehearsalId }),
      ({ info }) => info.state !== 'running',
    )
  }

  it('builds the mails that a real send then hands over, and sends none', async () => {
    await addSmtp(workspace, smtp.port, { providerId: 'office' })
    const [ann = '', bob = '', boss = ''] = await addPeople(workspace, ['Ann', 'Bob', 'Boss'])
    await addTopic(workspace, 'news', [ann, bob])
    const mail = { ...content, cc: [boss] }

    const { info, samples } = await rehearse({ content: mail, topics: ['news'], targets: [ann] })

    expect(info).toMatchObject({ state: 'done', problem: null, done: 2, total: 2 })
    expect(info.providers).toMatchObject([
      { providerId: 'office', name: 'Test server', recipients: 2, calls: 2, requests: 2 },
    ])
    expect(info.providers[0]?.bytes).toBe(samples.reduce((sum, { bytes }) => sum + bytes, 0))
    expect(smtp.mails).toEqual([])
    expect(smtp.connections()).toBe(0)
    expect((await workspace.call('listMessages', {})).total).toBe(0)

    await workspace.call('createEmail', {
      ...{ ...text, cc: [boss], messageId: 'real', topics: ['news'], targets: [ann] },
    })
    await waitUntilOver(workspace, 'real')
    const sources = (mails: readonly SentMail[]) => mails.map(({ source }) => source).sort()
    expect(sources(samples.map(fromMailRecord))).toEqual(sources(smtp.mails.map(fromMail)))
  })

  it('builds the requests of a vendor in its batches, without its secrets', async () => {
    await workspace.call('createProvider', {
      ...{ kind: 'pigeons', providerId: 'loft', name: 'Our loft', loft: 'attic' },
      ...{ whistle: 'two-short/one long', enabled: true },
    })
    const users: string[] = []
    for (let at = 0; at < 7; at++) {
      const phone = `+1555000000${at}`
      const user = await workspace.call('createUser', { userId: 'unique()', name: 'P', phone })
      users.push(user.$id)
    }
    const sms = { providerType: 'sms' as const, content: 'Coo' }
    const { info, samples } = await rehearse({ content: sms, users })
    expect(info.providers).toMatchObject([{ recipients: 7, calls: 3, requests: 3 }])
    expect(http.requests).toEqual([])
    expect(JSON.stringify(samples)).not.toContain('one long')

    await workspace.call('createSms', { messageId: 'real', content: 'Coo', users })
    await waitUntilOver(workspace, 'real')
    const bodies = (texts: readonly string[]) =>
      texts.map((text) => JSON.parse(text)).map(({ to }) => to)
    const rehearsed = bodies(samples.map(({ source }) => source.split('\r\n\r\n')[1] ?? ''))
    expect(rehearsed.sort()).toEqual(bodies(http.requests.map(({ body }) => body)).sort())
  })

  it('fails with the words that sending would have', async () => {
    expect((await rehearse({ content, topics: ['news'] })).info).toMatchObject({
      ...{ state: 'failed', problem: 'No enabled provider found.' },
    })

    await addSmtp(workspace, smtp.port)
    await addTopic(workspace, 'news', [])
    expect((await rehearse({ content, topics: ['news'] })).info).toMatchObject({
      ...{ state: 'failed', problem: 'No valid recipients found.', total: 0 },
    })
    await workspace.call('createEmail', { ...text, messageId: 'real', topics: ['news'] })
    expect(await waitUntilOver(workspace, 'real')).toMatchObject({
      ...{ status: 'failed', deliveryErrors: ['No valid recipients found.'] },
    })
  })

  it('hands the copies to the provider that gets them in a real send', async () => {
    const mailgun = vendorKinds.find(({ kind }) => kind === 'mailgun')
    if (!mailgun) throw new Error('Mailgun is not there.')
    await workspace.reopen({ vendorUrls: { mailgun: http.origin } })
    http.answer(mailgun.accept)
    const targets: string[] = []
    for (const providerId of ['zeta', 'alpha']) {
      await workspace.call('createProvider', {
        ...{ kind: 'mailgun', providerId, name: providerId, enabled: true, ...mailgun.settings },
      })
      for (const name of ['one', 'two', 'three']) {
        const id = `${providerId}-${name}`
        await workspace.call('createUser', { userId: id, name })
        await workspace.call('createTarget', {
          ...{ userId: id, targetId: id, providerType: 'email', providerId },
          identifier: `${id}@example.com`,
        })
        targets.push(id)
      }
    }
    const [boss = ''] = await addPeople(workspace, ['Boss'])
    // Whoever is a recipient too gets no second mail.
    const [fan = ''] = targets.splice(targets.indexOf('alpha-three'), 1)
    await addTopic(workspace, 'fans', [fan])
    const audience = { targets, topics: ['fans'] }
    const cc = [boss, fan]
    const { info, samples } = await rehearse({ content: { ...content, cc }, ...audience })
    expect(info.providers.map(({ requests }) => requests).sort()).toEqual([1, 2])

    await workspace.call('createEmail', { ...text, cc, messageId: 'real', ...audience })
    await waitUntilOver(workspace, 'real')
    const addresses = (bodies: readonly string[]) =>
      bodies
        .map((body) => [...new URLSearchParams(body)].filter(([name]) => /^(to|cc)$/.test(name)))
        .map((pairs) => pairs.join(' '))
        .sort()
    const rehearsed = samples.map(({ source }) => source.split('\r\n\r\n')[1] ?? '')
    const real = addresses(http.requests.map(({ body }) => body))
    expect(addresses(rehearsed)).toEqual(real)
    expect(real.join(' ').match(/cc,[^ ]+/g)).toEqual(['cc,boss@example.com'])
  })

  it('tells how far it is, can be cancelled, and keeps no more than the first requests', async () => {
    await addSmtp(workspace, smtp.port)
    const names = Array.from({ length: 450 }, (_, at) => `p${at}`)
    await addTopic(workspace, 'news', await addPeople(workspace, names))
    const { info, samples } = await rehearse({ content, topics: ['news'] })
    expect(info).toMatchObject({ state: 'done', done: 450, total: 450 })
    expect(info.providers[0]).toMatchObject({ requests: 450, estimatedMs: 18_000 })
    expect(samples).toHaveLength(20)
    expect(workspace.events.at(-1)).toMatchObject({
      ...{ name: 'rehearsal.progress', payload: { state: 'done', done: 450 } },
    })

    const { providerId = '' } = info.providers[0] ?? {}
    const estimateWith = async (limits: { concurrency?: number; perSecond?: number }) => {
      await workspace.call('setProviderLimits', { providerId, ...limits })
      const again = await rehearse({ content, topics: ['news'] })
      return again.info.providers[0]?.estimatedMs
    }
    expect(await estimateWith({ concurrency: 1 })).toBe(90_000)
    expect(await estimateWith({ perSecond: 10 })).toBe(45_000)

    const { rehearsalId } = await workspace.call('startRehearsal', { content, topics: ['news'] })
    const cancelled = await workspace.call('cancelRehearsal', { rehearsalId })
    expect(cancelled.state).toBe('cancelled')
    expect(cancelled.done).toBeLessThan(450)
  })
})
