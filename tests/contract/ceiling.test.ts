import { missedMessage } from '@contract/schedules'
import { z } from 'zod'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../support/eventually'
import { startLocalServer, type LocalServer } from '../support/local-server'

let server: LocalServer

beforeAll(async () => {
  server = await startLocalServer()
  server.engine.setCeiling(1)
})
afterAll(() => server.close())

const request = async (method: string, path: string, body?: object) => {
  const headers = { 'x-appwrite-project': server.project, 'x-appwrite-key': server.key }
  const response = await fetch(`${server.url}${path}`, {
    ...{ method, headers: { ...headers, 'content-type': 'application/json' } },
    ...(body && { body: JSON.stringify(body) }),
  })
  return z.record(z.string(), z.unknown()).parse(await response.json())
}

it('nobody confirms a number of people over REST, and nobody sees one there', async () => {
  for (const name of ['ada', 'grace'])
    await request('POST', '/users', { userId: name, email: `${name}@example.org` })
  const email = { subject: 'Hello', content: 'Text', users: ['ada', 'grace'], confirmedPeople: 2 }
  const scheduledAt = new Date(Date.now() + 1500).toISOString()
  const message = { ...email, messageId: 'hello', scheduledAt }

  const created = await request('POST', '/messaging/messages/email', message)
  const changed = await request('PATCH', '/messaging/messages/email/hello', {
    ...{ subject: 'Hello again', users: ['ada', 'grace'], confirmedPeople: 2 },
  })

  expect(created).toMatchObject({ status: 'scheduled' })
  expect(changed).toMatchObject({ data: { subject: 'Hello again' } })
  const stored = await request('GET', '/messaging/messages/hello')
  const listed = await request('GET', '/messaging/messages')
  expect(JSON.stringify([created, changed, stored, listed])).not.toContain('confirmed')
  const missed = await eventually(async () => {
    const reply = await server.engine.call('listMissedMessages', {})
    const { messages } = z.object({ messages: z.array(missedMessage) }).parse(reply)
    expect(messages).toHaveLength(1)
    return messages
  })
  expect(missed).toMatchObject([{ messageId: 'hello', reason: 'ceiling', confirmedPeople: null }])
})
