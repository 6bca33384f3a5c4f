import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
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

const campaign = { messageId: 'hello', subject: 'Hello', content: 'Text' }
const vaultKey = Buffer.alloc(32, 7)

/** A server that can hold back its answers and cut who waits for one. */
const startHoldingSmtp = async () => {
  const held = new Map<Socket | undefined, () => void>()
  let isHolding = false
  const smtp = await startSmtp({
    beforeAnswer: (socket) =>
      isHolding ? new Promise<void>((resolve) => held.set(socket, resolve)) : undefined,
  })
  return {
    smtp,
    held,
    hold: (on: boolean): void => void (isHolding = on),
    cut: (): void => {
      for (const [socket, resolve] of held) {
        socket?.destroy()
        resolve()
      }
      held.clear()
    },
  }
}

describe('after closing and starting again', () => {
  const workspaces: Workspace[] = []
  const folders: string[] = []
  let smtp: SmtpSink | undefined

  const open = (...parameters: Parameters<typeof openWorkspace>): Workspace => {
    const workspace = openWorkspace(...parameters)
    workspaces.push(workspace)
    return workspace
  }

  afterEach(async () => {
    for (const workspace of workspaces.splice(0)) await workspace.end()
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
    await smtp?.close()
    smtp = undefined
  })

  it('everything is as it was', async () => {
    smtp = await startSmtp()
    const workspace = open()
    await addSmtp(workspace, smtp.port, { username: 'me', password: 'secret' })
    await addTopic(workspace, 'news', await addPeople(workspace, ['Ann', 'Bob']))
    await workspace.call('createEmail', { ...campaign, topics: ['news'] })
    await waitUntilOver(workspace, 'hello')
    const everything = async () => ({
      providers: await workspace.call('listProviders', {}),
      topics: await workspace.call('listTopics', {}),
      users: await workspace.call('listUsers', {}),
      subscribers: await workspace.call('listSubscribers', { topicId: 'news' }),
      messages: await workspace.call('listMessages', {}),
      deliveries: await workspace.call('listDeliveries', { messageId: 'hello' }),
      report: await workspace.call('getDeliveryReport', { messageId: 'hello' }),
    })
    const before = await everything()
    await workspace.reopen()
    expect(await everything()).toEqual(before)
    expect(before.messages.total).toBe(1)
    expect(smtp.mails).toHaveLength(2)
  })

  it('a campaign that was cut off goes on with those who waited, and nobody gets a second copy', async () => {
    const server = await startHoldingSmtp()
    smtp = server.smtp
    const first = open({ vaultKey })
    await addSmtp(first, smtp.port)
    const names = Array.from({ length: 60 }, (_, index) => `p${index}`)
    await addTopic(first, 'news', await addPeople(first, names))
    server.hold(true)
    await first.call('createEmail', { ...campaign, topics: ['news'] })
    await waitFor(
      () => Promise.resolve(server.held.size),
      (size) => size === 5,
    )
    // What a killed process leaves behind: the files as they are on disk at this moment.
    const folder = mkdtempSync(join(tmpdir(), 'sendwright-crash-'))
    folders.push(folder)
    cpSync(first.folder, folder, { recursive: true })
    const closing = first.close()
    server.cut()
    await closing
    expect(smtp.mails).toEqual([])
    server.hold(false)

    const second = open({ dataFolder: folder, vaultKey })
    const message = await waitUntilOver(second, 'hello')

    const { hello } = await second.call('listDeliveryCounts', { messageIds: ['hello'] })
    const inDoubt = hello?.unknown ?? 0
    // The five that were with the server, the five next in line, and nobody else.
    expect(inDoubt).toBe(10)
    expect(hello).toMatchObject({ accepted: 60 - inDoubt, pending: 0, in_flight: 0, failed: 0 })
    expect(message).toMatchObject({ status: 'failed', deliveredTotal: 60 - inDoubt })
    expect(message.deliveryErrors).toHaveLength(inDoubt)
    expect(message.deliveryErrors[0]).toMatch(/Whether it arrived is unknown/)
    const unknown = await second.call('listDeliveries', { messageId: 'hello', states: ['unknown'] })
    const got = smtp.mails.flatMap(({ recipients }) => recipients)
    expect(new Set(got).size).toBe(got.length)
    for (const { identifier } of unknown.deliveries) expect(got).not.toContain(identifier)
    expect(second.log.join()).toMatch(/not closed cleanly/)
  })

  it('an outcome in doubt is sent again only when a person says so, as the same mail', async () => {
    const server = await startHoldingSmtp()
    smtp = server.smtp
    const workspace = open({ vaultKey })
    await addSmtp(workspace, smtp.port)
    const targets = await addPeople(workspace, ['Ann'])
    server.hold(true)
    await workspace.call('createEmail', { ...campaign, targets })
    await waitFor(
      () => Promise.resolve(server.held.size),
      (size) => size === 1,
    )
    server.cut()
    await waitUntilOver(workspace, 'hello')
    server.hold(false)
    await workspace.reopen()
    expect(smtp.mails).toHaveLength(0)

    const { total } = await workspace.call('retryDeliveries', {
      ...{ messageId: 'hello', states: ['unknown'] },
    })
    expect(total).toBe(1)
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ status: 'sent' })
    expect(smtp.mails).toHaveLength(1)
  })

  it('a close in the middle leaves the rest for the next start', async () => {
    smtp = await startSmtp({
      beforeAnswer: () => new Promise((resolve) => setTimeout(resolve, 20)),
    })
    const received = smtp.mails
    const workspace = open()
    await addSmtp(workspace, smtp.port)
    const names = Array.from({ length: 80 }, (_, index) => `p${index}`)
    await addTopic(workspace, 'news', await addPeople(workspace, names))
    await workspace.call('createEmail', { ...campaign, topics: ['news'] })
    await waitFor(
      () => Promise.resolve(received.length),
      (count) => count > 10,
    )
    await workspace.close()
    const atClose = received.length
    expect(atClose).toBeLessThan(80)

    await workspace.reopen()
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({
      ...{ status: 'sent', deliveredTotal: 80 },
    })
    expect(received).toHaveLength(80)
    expect(new Set(received.map(({ parsed }) => parsed.messageId)).size).toBe(80)
  })

  it('a message whose time came meanwhile goes out at once', async () => {
    smtp = await startSmtp()
    const workspace = open()
    await addSmtp(workspace, smtp.port)
    const targets = await addPeople(workspace, ['Ann'])
    const scheduledAt = new Date(Date.now() + 300).toISOString()
    await workspace.call('createEmail', { ...campaign, targets, scheduledAt })
    await workspace.close()
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(smtp.mails).toHaveLength(0)

    await workspace.reopen()
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ status: 'sent' })
    expect(smtp.mails).toHaveLength(1)
  })
})
