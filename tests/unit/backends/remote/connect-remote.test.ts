import { connectRemote } from '@main/backends/remote/connect-remote'
import { describe, expect, it, onTestFinished } from 'vitest'
import { apiFailure } from '../../../support/api-failure'
import { startScriptedServer, type ScriptedAnswer } from '../../../support/scripted-server'

const key = 'standard_planted_secret'
const topic = {
  $id: 't1',
  $createdAt: '2026-11-22T10:00:00.000+00:00',
  $updatedAt: '2026-11-22T10:00:00.000+00:00',
  name: 'News',
  emailTotal: 1,
  smsTotal: 0,
  pushTotal: 0,
  subscribe: ['users'],
}

/** A backend that does not pause, and what its server saw. */
const connect = async (answer: Parameters<typeof startScriptedServer>[0]) => {
  const server = await startScriptedServer(answer)
  const address = { endpoint: server.endpoint, project: 'demo', key }
  const backend = connectRemote(address, { wait: async () => true })
  onTestFinished(() => backend.close())
  return { ...server, call: backend.call }
}

describe('the remote backend', () => {
  it('sends Appwrite’s headers and only what was given', async () => {
    const { call, seen } = await connect(() => ({ status: 201, body: JSON.stringify(topic) }))

    const reply = await call('createTopic', {
      topicId: 't1',
      name: 'News',
      subscribe: null,
    })

    expect(reply).toEqual(topic)
    expect(seen).toMatchObject([
      {
        method: 'POST',
        url: '/v1/messaging/topics',
        body: '{"topicId":"t1","name":"News"}',
        headers: {
          'x-appwrite-project': 'demo',
          'x-appwrite-key': key,
          'x-appwrite-response-format': '1.6.0',
        },
      },
    ])
  })

  it('refuses bad input before anything is sent', async () => {
    const { call, seen } = await connect(() => ({}))

    const error = await apiFailure(call('createTopic', { topicId: '-', name: 'News' }))

    expect(error).toMatchObject({ type: 'general_argument_invalid', param: 'topicId' })
    expect(seen).toEqual([])
  })

  it('passes the server’s error on', async () => {
    const body = '{"message":"nope","code":404,"type":"topic_not_found","version":"1.6.2"}'
    const { call } = await connect(() => ({ status: 404, body }))

    const error = await apiFailure(call('getTopic', { topicId: 't1' }))

    expect(error.toBody()).toEqual({ message: 'nope', code: 404, type: 'topic_not_found' })
  })

  it.each<[string, ScriptedAnswer, string, RegExp]>([
    [
      'a captive portal',
      { type: 'text/html', body: '<html>Sign in</html>' },
      'desktop_reply_invalid',
      /web page/,
    ],
    [
      'a bad gateway page',
      { status: 502, type: 'text/html', body: '<html>502</html>' },
      'desktop_reply_invalid',
      /status 502/,
    ],
    ['JSON that is not a topic', { body: '{"hello":1}' }, 'desktop_reply_invalid', /\$id/],
    [
      'a reply cut in the middle',
      { body: '{"$id":', cut: true },
      'desktop_connection_failed',
      /127\.0\.0\.1/,
    ],
    ['an error without words', { status: 500, body: '{}' }, 'desktop_reply_invalid', /500/],
  ])('says in words that it got %s', async (_, answer, type, words) => {
    const { call } = await connect(() => answer)

    const error = await apiFailure(call('getTopic', { topicId: 't1' }))

    expect(error.type).toBe(type)
    expect(error.message).toMatch(words)
    expect(JSON.stringify(error.toBody())).not.toContain(key)
  })

  it('says that nobody listens there', async () => {
    const { call, close } = await connect(() => ({}))
    await close()

    const error = await apiFailure(call('getTopic', { topicId: 't1' }))

    expect(error.type).toBe('desktop_connection_failed')
    expect(error.message).toMatch(/no server listens on this port/)
  })

  it('does not answer the engine’s commands', async () => {
    const { call } = await connect(() => ({}))

    const error = await apiFailure(call('listSandboxMails', {}))

    expect(error.type).toBe('desktop_not_available')
  })
})
