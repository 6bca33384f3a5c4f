import Database from 'better-sqlite3'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { apiFailure } from '../support/api-failure'
import { startSmtp } from '../support/smtp-sink'
import { openWay, ways } from '../support/two-ways'

/* Errors that need an engine in a state of its own, met both ways. */

const email = { messageId: 'm', subject: 'Hello', content: 'Text', users: ['ada'] }

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

  it('says of a fault inside no more than that there was one', async () => {
    const { server, call } = await openWay(way, { sandbox: true })
    const name = readdirSync(server.dataFolder).find((file) => file.endsWith('.db')) ?? ''
    const db = new Database(join(server.dataFolder, name))
    db.exec('ALTER TABLE topics RENAME TO gone')
    db.close()

    const { code, type, message } = await apiFailure(call('listTopics'))
    expect({ code, type }).toEqual({ code: 500, type: 'general_unknown' })
    expect(message).not.toMatch(/topics|gone|SQL/)
  })
})
