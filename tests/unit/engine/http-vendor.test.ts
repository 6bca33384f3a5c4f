import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRegistry } from '@main/providers'
import { providerKinds } from '@main/providers/kinds'
import type { HttpSink } from '../../support/http-sink'
import { startHttp } from '../../support/http-sink'
import { pigeons } from '../../support/pigeons'
import type { Workspace } from '../../support/workspace'
import { openWorkspace, waitUntilOver } from '../../support/workspace'

const whistle = 'two-short/one long'
const names = ['Ann', 'Bob', 'Cy', 'Di', 'Ed', 'Flo', 'Gus']

describe('a vendor that speaks HTTP', () => {
  let workspace: Workspace
  let sink: HttpSink
  let targets: string[]

  const send = async (messageId: string) => {
    await workspace.call('createSms', { messageId, content: 'Coo\nCoo', targets })
    return await waitUntilOver(workspace, messageId)
  }

  beforeEach(async () => {
    sink = await startHttp()
    sink.answer({ status: 200, body: '{"lost":[]}' })
    workspace = openWorkspace({ providers: [pigeons], vendorUrls: { pigeons: sink.origin } })
    await workspace.call('createProvider', {
      ...{ kind: 'pigeons', providerId: 'loft', name: 'Our loft', loft: 'attic', whistle },
      enabled: true,
    })
    targets = []
    for (const [at, name] of names.entries()) {
      const phone = `+1555000000${at}`
      const user = await workspace.call('createUser', { userId: 'unique()', name, phone })
      targets.push(user.targets[0]?.$id ?? '')
    }
  })
  afterEach(async () => {
    await workspace.end()
    await sink.close()
  })

  it('is one of the kinds once it is registered', () => {
    const kinds = providerKinds(createRegistry([pigeons]))
    expect(kinds.find(({ kind }) => kind === 'pigeons')).toMatchObject({
      ...{ type: 'sms', name: 'Pigeons', delivers: true, needed: ['loft', 'whistle'] },
    })
  })

  it('gets as many recipients with a request as it takes', async () => {
    expect(await send('hello')).toMatchObject({ status: 'sent', deliveredTotal: 7 })
    const flights = sink.requests.map(({ path, body }) => [path, JSON.parse(body).to.length])
    expect(flights.map(([path]) => path)).toEqual(Array(3).fill('/attic/flights'))
    expect(flights.map(([, total]) => total).sort()).toEqual([1, 3, 3])
    expect(sink.requests[0]?.headers['x-whistle']).toBe(whistle)
  })

  it('tells whom of a batch it refused', async () => {
    sink.answer(({ body }) => ({
      status: 200,
      body: JSON.stringify({ lost: body.includes('+15550000001') ? [1] : [] }),
    }))
    expect(await send('hello')).toMatchObject({
      ...{ status: 'failed', deliveredTotal: 6 },
      deliveryErrors: ['Failed sending to target +15550000001 with error: The pigeon came back.'],
    })
  })

  it('leaves no secret in errors and logs', async () => {
    sink.answer(({ headers }) => ({
      status: 400,
      body: JSON.stringify({ coo: `no such whistle: ${headers['x-whistle']}` }),
    }))
    const message = await send('hello')
    expect(message.deliveryErrors[0]).toMatch(/Pigeons refused: no such whistle: ••• \(400\)$/)
    expect(JSON.stringify([message, workspace.log, workspace.events])).not.toContain(whistle)
  })

  it('is checked with its own words', async () => {
    const check = () => workspace.call('verifyProvider', { providerId: 'loft' })
    expect(await check()).toMatchObject({
      ...{ ok: true, message: 'The loft attic has pigeons. Nothing was sent.' },
    })
    sink.answer({ status: 403, body: '{"coo":"shoo"}' })
    expect(await check()).toMatchObject({
      ...{ ok: false, message: 'Pigeons refused the credentials: shoo (403)' },
    })
  })

  describe('in the sandbox', () => {
    beforeEach(() => workspace.setSandbox(true))

    it('is asked nothing; everybody has an entry with the request they share', async () => {
      expect(await send('hello')).toMatchObject({ status: 'sent', deliveredTotal: 7 })
      expect(sink.requests).toEqual([])
      const { total, mails } = await workspace.call('listSandboxMails', {})
      expect(total).toBe(7)
      expect(mails.map(({ userName }) => userName).sort()).toEqual(names)
      expect(new Set(mails.map(({ subject }) => subject))).toEqual(new Set(['Coo']))
      const bob = mails.find(({ userName }) => userName === 'Bob')
      const opened = await workspace.call('getSandboxMail', { id: bob?.id ?? 0 })
      expect(opened).toMatchObject({
        ...{ format: 'http', recipients: 3, text: 'Coo\nCoo', html: null, push: null },
        mail: { identifier: '+15550000001', read: true },
        headers: [
          { key: 'host', value: 'pigeons.example' },
          { key: 'user-agent', value: 'Sendwright' },
          { key: 'x-whistle', value: '•••' },
        ],
      })
      expect(opened.source).toMatch(/^POST \/attic\/flights HTTP\/1\.1\r\n/)
      expect(opened.source).toContain('"+15550000001"')
      expect((await workspace.call('clearSandbox', {})).total).toBe(7)
    })

    it('shows the request when the message is gone', async () => {
      await send('hello')
      await workspace.call('deleteMessage', { messageId: 'hello' })
      const { mails } = await workspace.call('listSandboxMails', {})
      const opened = await workspace.call('getSandboxMail', { id: mails[0]?.id ?? 0 })
      expect(opened).toMatchObject({ text: null, html: null, format: 'http' })
      expect(opened.source).toContain('Coo')
    })
  })
})
