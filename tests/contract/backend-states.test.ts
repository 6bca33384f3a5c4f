import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { catalogue } from '@contract/errors'
import { connectRemote } from '@main/backends/remote/connect-remote'
import type { RemoteAddress } from '@main/backends/remote/remote-project'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { apiFailure } from '../support/api-failure'
import { startProxy } from '../support/leading-proxy'
import { startLocalServer, type LocalServer } from '../support/local-server'
import { startScriptedServer } from '../support/scripted-server'
import { startSmtp } from '../support/smtp-sink'
import { openWay, ways } from '../support/two-ways'

/* Errors that need an engine in a state of its own, met both ways, and those of the way to it, met on that. */

const email = { messageId: 'm', subject: 'Hello', content: 'Text', users: ['ada'] }

const damage = ({ dataFolder }: LocalServer, sql: string): void => {
  const name = readdirSync(dataFolder).find((file) => file.endsWith('.db')) ?? ''
  const db = new Database(join(dataFolder, name))
  db.exec(sql)
  db.close()
}

describe.each(ways)('the %s backend', (way) => {
  it('changes no message that is on its way', async () => {
    let letGo = (): void => undefined
    const held = new Promise<void>((resolve) => (letGo = resolve))
    const { port, close } = await startSmtp({ beforeAnswer: () => held })
    onTestFinished(close)
    const { call } = await openWay(way, {})
    onTestFinished(() => letGo())
    await call('createUser', { userId: 'ada', email: 'ada@example.org' })
    await call('createProvider', {
      ...{ kind: 'smtp', providerId: 'mail', name: 'Mail', host: '127.0.0.1', port },
      ...{ fromEmail: 'a@example.org', enabled: true },
    })
    await call('createEmail', email)

    const change = call('updateEmail', { messageId: 'm', subject: 'Other' })
    expect(await apiFailure(change)).toMatchObject({
      ...{ code: 400, type: 'message_already_processing' },
    })
    expect(await call('getMessage', { messageId: 'm' })).toMatchObject({
      data: { subject: 'Hello' },
    })
  })

  it('changes no message whose time has passed', async () => {
    let aheadMs = 0
    const clock = (): number => Date.now() + aheadMs
    const { call } = await openWay(way, { sandbox: true, clock })
    await call('createUser', { userId: 'ada', email: 'ada@example.org' })
    const scheduledAt = new Date(Date.now() + 20_000).toISOString()
    await call('createEmail', { ...email, scheduledAt })
    aheadMs = 60_000

    expect(await apiFailure(call('updateEmail', { messageId: 'm', draft: true }))).toMatchObject({
      code: 400,
      type: 'message_already_scheduled',
    })
  })

  it('goes on with no message whose time was lost', async () => {
    const { server, call } = await openWay(way, { sandbox: true })
    const scheduledAt = new Date(Date.now() + 3_600_000).toISOString()
    await call('createEmail', { ...email, scheduledAt })
    damage(server, 'UPDATE messages SET scheduledAt = NULL')

    expect(await apiFailure(call('updateEmail', { messageId: 'm', subject: 'x' }))).toMatchObject({
      ...{ code: 400, type: 'message_missing_schedule' },
    })
    const changed = await call('updateEmail', { messageId: 'm', scheduledAt })
    expect(changed).toMatchObject({ status: 'scheduled', data: { subject: 'Hello' } })
  })

  it('says of a fault inside no more than that there was one', async () => {
    const { server, call } = await openWay(way, { sandbox: true })
    damage(server, 'ALTER TABLE topics RENAME TO gone')

    const { code, type, message } = await apiFailure(call('listTopics'))
    expect({ code, type }).toEqual({ code: 500, type: 'general_unknown' })
    expect(message).not.toMatch(/topics|gone|SQL/)
  })
})

describe('the way to an engine', () => {
  const open = async (changed: Partial<RemoteAddress> = {}) => {
    const server = await startLocalServer({ sandbox: true })
    onTestFinished(() => server.close())
    const { url: endpoint, project, key } = server
    const backend = connectRemote({ endpoint, project, key, ...changed })
    onTestFinished(() => backend.close())
    return { server, call: backend.call }
  }

  it.each([
    ['general_unauthorized_scope', 401, { key: 'standard_other' }],
    ['project_not_found', 404, { project: 'other' }],
  ])('is closed with %s', async (type, code, changed) => {
    const { server, call } = await open(changed)

    const create = call('createTopic', { topicId: 'news', name: 'News' })

    expect(await apiFailure(create)).toMatchObject({ type, code })
    expect(await server.engine.call('listTopics', {})).toMatchObject({ total: 0 })
  })

  it('is closed to whoever comes by another name', async () => {
    const { server } = await open()
    const { proxy } = await startProxy(server.url)
    const { project, key } = server
    const named = connectRemote({ endpoint: 'http://appwrite.invalid/v1', project, key, proxy })
    onTestFinished(() => named.close())

    expect(await apiFailure(named.call('listTopics', {}))).toMatchObject({
      ...{ code: 403, type: 'general_access_forbidden' },
    })
  })

  it('takes no more than ten megabytes at once, and says so', async () => {
    const { server, call } = await open()
    const targets = Array.from({ length: 300_000 }, (_, at) => `t${at}`.padEnd(36, '0'))

    const create = call('createEmail', { ...email, targets, draft: true })

    expect(await apiFailure(create)).toMatchObject({ code: 413, type: 'general_body_too_large' })
    expect(await server.engine.call('listMessages', {})).toMatchObject({ total: 0 })
  })
})

it.each([
  ...([
    'general_not_implemented',
    'general_rate_limit_exceeded',
    'general_service_disabled',
  ] as const),
  ...(['project_key_expired', 'schedule_not_found', 'target_provider_invalid_type'] as const),
  ...(['storage_invalid_appwrite_id', 'storage_invalid_range', 'general_body_invalid'] as const),
])('%s, which no engine of ours answers to this, is passed on from a server', async (type) => {
  const [code] = catalogue[type]
  const body = JSON.stringify({ code, type, message: 'In its own words.' })
  const { endpoint } = await startScriptedServer(() => ({ status: code, body }))
  const wait = async (): Promise<boolean> => true
  const backend = connectRemote({ endpoint, project: 'demo', key: 'k' }, { wait })
  onTestFinished(() => backend.close())

  const error = await apiFailure(backend.call('getMessage', { messageId: 'm' }))

  expect(error.toBody()).toEqual({ code, type, message: 'In its own words.' })
})
