import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fastTime } from '../../support/fast-time'
import { owls } from '../../support/pigeons'
import type { SinkOptions, SmtpSink } from '../../support/smtp-sink'
import { startSmtp } from '../../support/smtp-sink'
import type { Workspace } from '../../support/workspace'
import { addPeople, addSmtp, openWorkspace, waitFor, waitUntilOver } from '../../support/workspace'

const campaign = { messageId: 'hello', subject: 'Hello', content: 'Text' }

/** A port that nobody listens at. */
const freePort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe('when sending meets trouble', () => {
  let workspace: Workspace
  let smtp: SmtpSink | undefined

  const start = async (options: SinkOptions): Promise<SmtpSink> => {
    smtp = await startSmtp(options)
    return smtp
  }
  const sendTo = async (names: readonly string[]) => {
    const targets = await addPeople(workspace, names)
    await workspace.call('createEmail', { ...campaign, targets })
    return await waitUntilOver(workspace, 'hello')
  }
  const states = async () => {
    const { deliveries } = await workspace.call('listDeliveries', { messageId: 'hello' })
    return Object.fromEntries(deliveries.map(({ userName, state }) => [userName, state]))
  }

  beforeEach(() => {
    workspace = openWorkspace(fastTime())
  })
  afterEach(async () => {
    await workspace.end()
    await smtp?.close()
    smtp = undefined
  })

  it('names the one of three whom the server refused, and why', async () => {
    const { port, mails } = await start({ refuse: ['bob@example.com'] })
    await addSmtp(workspace, port)
    const message = await sendTo(['Ann', 'Bob', 'Cy'])

    expect(mails.map(({ recipients }) => recipients[0]).sort()).toEqual([
      'ann@example.com',
      'cy@example.com',
    ])
    expect(message).toMatchObject({ status: 'failed', deliveredTotal: 2 })
    expect(message.deliveryErrors).toEqual([
      'Failed sending to target bob@example.com with error: 550 no such mailbox here',
    ])
    expect(await states()).toEqual({ Ann: 'accepted', Bob: 'failed', Cy: 'accepted' })
  })

  it('fails with the reason when the server is down, and stays editable', async () => {
    const port = await freePort()
    await addSmtp(workspace, port)
    const message = await sendTo(['Ann', 'Bob', 'Cy'])

    expect(message).toMatchObject({ status: 'failed', deliveredTotal: 0 })
    expect(message.deliveryErrors).toHaveLength(3)
    expect(message.deliveryErrors[0]).toMatch(
      `Failed sending to target ann@example.com with error: 127.0.0.1:${port} refuses connections.`,
    )
    await expect(workspace.call('listProviders', {})).resolves.toMatchObject({ total: 1 })
  })

  it('does not try a dead server once for every recipient', async () => {
    let connections = 0
    const { port } = await start({
      server: {
        onConnect: (_, callback) => {
          connections++
          callback(Object.assign(new Error('closed for today'), { responseCode: 554 }))
        },
      },
    })
    await addSmtp(workspace, port)
    const names = Array.from({ length: 80 }, (_, index) => `p${index}`)
    const message = await sendTo(names)

    expect(message.status).toBe('failed')
    expect(await workspace.call('listDeliveryCounts', { messageIds: ['hello'] })).toMatchObject({
      hello: { failed: 80, pending: 0, accepted: 0 },
    })
    expect(connections).toBeLessThanOrEqual(5)
    expect(message.deliveryErrors[0]).toMatch(/does not take mail: 554 .*closed for today/)
  })

  it('says which sign-in was refused without the password', async () => {
    const { port } = await start({ account: { user: 'me', pass: 'right' } })
    await addSmtp(workspace, port, { username: 'me', password: 'wrong-secret-77' })
    const message = await sendTo(['Ann'])

    expect(message.deliveryErrors[0]).toMatch(/refused the sign-in/)
    expect(JSON.stringify(message)).not.toContain('wrong-secret-77')
    expect(JSON.stringify(workspace.log)).not.toContain('wrong-secret-77')
  })

  it('signs in when name and password are given', async () => {
    const { port, mails } = await start({ account: { user: 'me', pass: 'right' } })
    await addSmtp(workspace, port, { username: 'me', password: 'right' })
    expect(await sendTo(['Ann'])).toMatchObject({ status: 'sent' })
    expect(mails[0]?.user).toBe('me')
  })

  it('calls the outcome unknown when the answer to a mail is lost', async () => {
    let isFirst = true
    const { port, mails } = await start({
      beforeAnswer: (socket) => {
        if (isFirst) socket?.destroy()
        isFirst = false
      },
    })
    await addSmtp(workspace, port)
    const message = await sendTo(['Ann'])

    expect(mails).toHaveLength(0)
    expect(await states()).toEqual({ Ann: 'unknown' })
    expect(message).toMatchObject({ status: 'failed', deliveredTotal: 0 })
    expect(message.deliveryErrors[0]).toMatch(/Whether it arrived is unknown/)
  })

  it('goes on with the others when one answer is lost', async () => {
    let isFirst = true
    const { port, mails } = await start({
      beforeAnswer: (socket) => {
        if (isFirst) socket?.destroy()
        isFirst = false
      },
    })
    await addSmtp(workspace, port)
    const message = await sendTo(['Ann', 'Bob', 'Cy', 'Di'])
    expect(message.deliveredTotal).toBe(3)
    expect(mails).toHaveLength(3)
    expect(Object.values(await states()).sort()).toEqual([
      ...['accepted', 'accepted', 'accepted', 'unknown'],
    ])
  })

  it('makes do with the connections that a server allows', async () => {
    const { port, mails } = await start({
      server: { disabledCommands: ['STARTTLS', 'AUTH'], maxClients: 1 },
    })
    await addSmtp(workspace, port)
    const names = Array.from({ length: 30 }, (_, index) => `p${index}`)
    expect(await sendTo(names)).toMatchObject({ status: 'sent', deliveredTotal: 30 })
    expect(mails).toHaveLength(30)
  })

  it('tries the next host when one does not answer', async () => {
    const { port, mails } = await start({})
    await addSmtp(workspace, 1, { host: `127.0.0.1:${await freePort()}; 127.0.0.1:${port}` })
    expect(await sendTo(['Ann'])).toMatchObject({ status: 'sent' })
    expect(mails).toHaveLength(1)
  })

  it('goes on with what a person corrects at the provider meanwhile, and loses nobody', async () => {
    const revoked = Object.assign(new Error('5.7.8 bad credentials'), { responseCode: 535 })
    let isRevoked = false
    const account = { user: 'news', pass: 'old' }
    const old = await startSmtp({
      account,
      beforeAnswer: () => new Promise((resolve) => setTimeout(resolve, 5)),
      server: { onMailFrom: (_, __, callback) => callback(isRevoked ? revoked : null) },
    })
    const { port, mails } = await start({ account: { ...account, pass: 'new' } })
    const { $id: providerId } = await addSmtp(workspace, old.port, {
      ...{ username: 'news', password: 'old' },
    })
    const names = Array.from({ length: 150 }, (_, at) => `p${at}`)
    const targets = await addPeople(workspace, names)
    await workspace.call('createEmail', { ...campaign, targets })
    await waitFor(
      () => Promise.resolve(old.mails.length),
      (count) => count > 20,
    )
    await workspace.call('updateProvider', {
      ...{ kind: 'smtp', providerId, port, password: 'new' },
    })
    isRevoked = true
    const message = await waitUntilOver(workspace, 'hello')
    await old.close()

    expect(message).toMatchObject({ status: 'sent', deliveredTotal: 150 })
    expect(old.mails.length).toBeLessThan(50)
    const got = [...old.mails, ...mails].flatMap(({ recipients }) => recipients)
    expect(got).toHaveLength(150)
    expect(new Set(got).size).toBe(150)
  })

  it('tries again what a person decides to try again, and nobody else', async () => {
    const refuse = ['bob@example.com']
    const { port, mails } = await start({ refuse })
    await addSmtp(workspace, port)
    await sendTo(['Ann', 'Bob'])
    refuse.length = 0

    const waiting = await workspace.call('retryDeliveries', {
      ...{ messageId: 'hello', states: ['failed'] },
    })
    const message = await waitUntilOver(workspace, 'hello')

    expect(waiting).toEqual({ total: 1 })
    expect(message).toMatchObject({ status: 'sent', deliveredTotal: 2, deliveryErrors: [] })
    expect(mails.map(({ recipients }) => recipients[0])).toEqual([
      'ann@example.com',
      'bob@example.com',
    ])
  })

  it('tries again through another provider when its own gave its id to one of another channel', async () => {
    const refuse = ['bob@example.com']
    const { port, mails } = await start({ refuse })
    await addSmtp(workspace, port, { providerId: 'main' })
    await sendTo(['Ann', 'Bob'])
    await workspace.call('deleteProvider', { providerId: 'main' })
    await workspace.call('createProvider', {
      ...{ kind: 'twilio', providerId: 'main', name: 'Twilio', enabled: true },
      ...{ from: '+15005550006', accountSid: 'AC1', authToken: 'secret' },
    })
    await addSmtp(workspace, port, { providerId: 'other' })
    refuse.length = 0

    await workspace.call('retryDeliveries', { messageId: 'hello', states: ['failed'] })

    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ status: 'sent' })
    expect(mails.map(({ recipients }) => recipients[0])).toContain('bob@example.com')
    const { providers } = await workspace.call('getDeliveryReport', { messageId: 'hello' })
    expect(providers.map(({ providerId, total }) => [providerId, total])).toEqual([
      ['main', 1],
      ['other', 1],
    ])
  })

  it('fails without an enabled provider, and can be tried again once there is one', async () => {
    const failed = await sendTo(['Ann'])
    expect(failed).toMatchObject({
      ...{ status: 'failed', deliveredAt: null, deliveredTotal: 0 },
      deliveryErrors: ['No enabled provider found.'],
    })
    const { port, mails } = await start({})
    await addSmtp(workspace, port)
    expect(
      await workspace.call('retryDeliveries', { messageId: 'hello', states: ['failed'] }),
    ).toEqual({ total: 1 })
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ status: 'sent' })
    expect(mails).toHaveLength(1)
  })

  it('fails when nobody is left to send to', async () => {
    const { port } = await start({})
    await addSmtp(workspace, port)
    await workspace.call('createEmail', { ...campaign, topics: ['gone'] })
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({
      ...{ status: 'failed', deliveredAt: null },
      deliveryErrors: ['No valid recipients found.'],
    })
  })

  it('says in words that it cannot deliver through a vendor yet', async () => {
    await workspace.reopen({ providers: [owls] })
    await workspace.call('createProvider', {
      ...{ kind: 'owls', providerId: 'owls', name: 'Ours', loft: 'l', whistle: 'w', enabled: true },
    })
    const message = await sendTo(['Ann'])
    expect(message.deliveryErrors).toEqual([
      'Failed sending to target ann@example.com with error: Sendwright’s engine cannot deliver through Owls yet. Nothing was sent.',
    ])
  })

  it('stops a message that is deleted under way', async () => {
    let answers = 0
    const { port, mails } = await start({
      beforeAnswer: async () => {
        answers++
        await new Promise((resolve) => setTimeout(resolve, 40))
      },
    })
    await addSmtp(workspace, port)
    const names = Array.from({ length: 200 }, (_, index) => `p${index}`)
    const targets = await addPeople(workspace, names)
    await workspace.call('createEmail', { ...campaign, targets })
    while (answers === 0) await new Promise((resolve) => setTimeout(resolve, 5))

    await workspace.call('deleteMessage', { messageId: 'hello' })
    await workspace.close()

    expect(mails.length).toBeGreaterThan(0)
    expect(mails.length).toBeLessThanOrEqual(10)
    expect(workspace.log).toEqual([])
  })
})
