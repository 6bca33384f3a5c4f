import { Messaging, Query, Users, type Models } from 'node-appwrite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually'
import { startLocalServer, type LocalServer } from '../support/local-server'
import { failure } from '../support/sdk-failure'
import { startSmtp, type SmtpSink } from '../support/smtp-sink'

let server: LocalServer
let sink: SmtpSink
let messaging: Messaging
const targetIds: string[] = []

beforeAll(async () => {
  server = await startLocalServer()
  sink = await startSmtp({ refuse: ['refused@example.org'] })
  messaging = new Messaging(server.client)
  const users = new Users(server.client)
  await messaging.createTopic({ topicId: 'news', name: 'News' })
  for (const name of ['ada', 'grace', 'refused']) {
    const user = await users.create({ userId: name, email: `${name}@example.org`, name })
    const targetId = user.targets[0]?.$id ?? ''
    targetIds.push(targetId)
    await messaging.createSubscriber({ topicId: 'news', subscriberId: name, targetId })
  }
})
afterAll(async () => {
  await server.close()
  await sink.close()
})

const email = { subject: 'Hello', content: '<p>Hello</p>', html: true }
const inFuture = () => new Date(Date.now() + 3_600_000).toISOString()

const untilFinished = (messageId: string): Promise<Models.Message> =>
  eventually(async () => {
    const message = await messaging.getMessage({ messageId })
    expect(message.status).toMatch(/^(sent|failed)$/)
    return message
  })

describe('messages through the official SDK', () => {
  it('fails a message while no provider is enabled', async () => {
    await messaging.createEmail({ messageId: 'early', ...email, topics: ['news'] })

    await expect(untilFinished('early')).resolves.toMatchObject({
      status: 'failed',
      deliveredTotal: 0,
      deliveredAt: null,
      deliveryErrors: ['No enabled provider found.'],
    })
  })

  it('sends one mail to each recipient and names who was refused', async () => {
    await messaging.createSmtpProvider({
      providerId: 'mail',
      name: 'Mail',
      host: '127.0.0.1',
      port: sink.port,
      autoTLS: false,
      fromName: 'Fernweh',
      fromEmail: 'hallo@example.org',
      enabled: true,
    })
    const created = await messaging.createEmail({
      messageId: 'campaign',
      ...email,
      topics: ['news'],
      users: ['ada'],
      targets: [targetIds[0] ?? ''],
    })
    const message = await untilFinished('campaign')

    expect(created.status).toBe('processing')
    expect(message).toMatchObject({ status: 'failed', deliveredTotal: 2 })
    expect(message.deliveryErrors).toHaveLength(1)
    expect(message.deliveryErrors?.[0]).toMatch(
      /^Failed sending to target refused@example\.org with error: .*no such mailbox/,
    )
    expect(sink.mails.map(({ recipients }) => recipients).toSorted()).toEqual([
      ['ada@example.org'],
      ['grace@example.org'],
    ])
  })

  it('keeps a finished message as it is', async () => {
    await expect(
      failure(messaging.updateEmail({ messageId: 'campaign', subject: 'x' })),
    ).resolves.toEqual({
      code: 400,
      type: 'message_already_failed',
    })
  })

  it('writes a draft, changes it and sends it when it stops being one', async () => {
    const draft = await messaging.createEmail({ messageId: 'draft', ...email, draft: true })
    const changed = await messaging.updateEmail({
      messageId: 'draft',
      subject: 'Changed',
      users: ['ada'],
    })
    await messaging.updateEmail({ messageId: 'draft', draft: false })
    const message = await untilFinished('draft')

    expect(draft).toMatchObject({ status: 'draft', topics: [], scheduledAt: null })
    expect(draft.data).toEqual({ ...email, cc: [], bcc: [], attachments: [] })
    expect(changed).toMatchObject({ status: 'draft', users: ['ada'], data: { subject: 'Changed' } })
    expect(message).toMatchObject({ status: 'sent', deliveredTotal: 1, deliveryErrors: [] })
  })

  it('schedules, moves, cancels and deletes', async () => {
    const time = inFuture()
    const scheduled = await messaging.createEmail({
      messageId: 'later',
      ...email,
      topics: ['news'],
      scheduledAt: time,
    })
    const cancelled = await messaging.updateEmail({ messageId: 'later', draft: true })

    expect(scheduled.status).toBe('scheduled')
    expect(Date.parse(scheduled.scheduledAt ?? '')).toBe(Date.parse(time))
    expect(cancelled.status).toBe('draft')
    await messaging.delete({ messageId: 'later' })
    await expect(failure(messaging.getMessage({ messageId: 'later' }))).resolves.toMatchObject({
      code: 404,
    })
  })

  it('keeps the time of a scheduled SMS', async () => {
    const scheduledAt = inFuture()
    const sms = await messaging.createSms({
      messageId: 'sms',
      content: 'Hi',
      users: ['ada'],
      scheduledAt,
    })

    expect(Date.parse(sms.scheduledAt ?? '')).toBe(Date.parse(scheduledAt))
    await messaging.delete({ messageId: 'sms' })
  })

  it('keeps a push message’s nested data as it was given', async () => {
    const data = { nested: { list: [1, 'two', { three: true }] } }
    const push = await messaging.createPush({
      messageId: 'push',
      title: 'T',
      body: 'B',
      data,
      draft: true,
    })

    expect(push.data).toEqual({ title: 'T', body: 'B', data, priority: 'high' })
  })

  it('lists direct targets in the order of their creation', async () => {
    const targets = [...targetIds].reverse()
    await messaging.createEmail({ messageId: 'direct', ...email, targets, draft: true })

    const all = await messaging.listTargets({ messageId: 'direct' })
    const second = await messaging.listTargets({
      messageId: 'direct',
      queries: [Query.cursorAfter(targetIds[0] ?? ''), Query.limit(1)],
    })

    expect(all.targets.map(({ $id }) => $id)).toEqual(targetIds)
    expect([second.total, second.targets[0]?.$id]).toEqual([3, targetIds[1]])
  })

  it('filters, orders and searches', async () => {
    const drafts = await messaging.listMessages({ queries: [Query.equal('status', 'draft')] })
    const newest = await messaging.listMessages({
      queries: [Query.orderDesc('$createdAt'), Query.limit(1)],
    })
    const found = await messaging.listMessages({ search: 'chan' })

    expect(drafts.messages.map(({ $id }) => $id)).toEqual(['push', 'direct'])
    expect(newest.messages.map(({ $id }) => $id)).toEqual(['direct'])
    expect(found.messages.map(({ $id }) => $id)).toEqual(['draft'])
  })

  it('answers the documented errors', async () => {
    const [first = ''] = targetIds
    const cases = [
      [() => messaging.createEmail({ messageId: 'x', ...email }), 400, 'message_missing_target'],
      [() => messaging.createEmail({ messageId: 'x', ...email, subject: '', draft: true }), 400, 'general_argument_invalid'],
      [() => messaging.createEmail({ messageId: 'x', ...email, subject: 'x'.repeat(999), draft: true }), 400, 'general_argument_invalid'],
      [() => messaging.createEmail({ messageId: 'x', ...email, targets: ['missing'], draft: true }), 400, 'message_target_not_email'],
      [() => messaging.createEmail({ messageId: 'x', ...email, targets: [first], cc: [first], draft: true }), 400, 'message_target_not_email'],
      [() => messaging.createSms({ messageId: 'x', content: 'x', targets: [first], draft: true }), 400, 'message_target_not_sms'],
      [() => messaging.createPush({ messageId: 'x', title: 'x', body: 'x', targets: [first], draft: true }), 400, 'message_target_not_push'],
      [() => messaging.createEmail({ messageId: 'direct', ...email, draft: true }), 409, 'message_already_exists'],
      [() => messaging.createEmail({ messageId: 'x', ...email, topics: ['news'], scheduledAt: '2020-01-01T00:00:00Z' }), 400, 'general_argument_invalid'],
      [() => messaging.createEmail({ messageId: 'x', ...email, attachments: ['b:f'], draft: true }), 404, 'storage_bucket_not_found'],
      [() => messaging.getMessage({ messageId: 'missing' }), 404, 'message_not_found'],
      [() => messaging.updateEmail({ messageId: 'missing' }), 404, 'message_not_found'],
      [() => messaging.updateEmail({ messageId: 'direct', draft: false, targets: [] }), 400, 'message_missing_target'],
      [() => messaging.delete({ messageId: 'missing' }), 404, 'message_not_found'],
      [() => messaging.listTargets({ messageId: 'missing' }), 404, 'message_not_found'],
      [() => messaging.listMessages({ queries: [Query.search('status', 'x')] }), 400, 'general_query_invalid'],
    ] as const // prettier-ignore
    for (const [call, code, type] of cases) {
      await expect(failure(call())).resolves.toEqual({ code, type })
    }
    await expect(failure(messaging.getMessage({ messageId: 'x' }))).resolves.toMatchObject({
      code: 404,
    })
  })
})
