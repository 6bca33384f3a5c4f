import type { BridgeEvent } from '@contract/events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { webBridge, type Connection } from '@/bridge-web'

/** The part of a browser's EventSource that the bridge uses, under the test's control. */
class ControlledSource {
  static readonly CLOSED = 2
  static opened: ControlledSource[] = []
  readyState = 0
  onopen?: () => void
  onerror?: () => void
  onmessage?: (message: { data: string }) => void

  constructor(readonly url: string) {
    ControlledSource.opened.push(this)
  }

  close(): void {
    this.readyState = ControlledSource.CLOSED
  }

  breakOff(isFinal: boolean): void {
    this.readyState = isFinal ? ControlledSource.CLOSED : 0
    this.onerror?.()
  }
}

const start = () => {
  const connection: Connection[] = []
  const bridge = webBridge({
    lostText: () => 'lost',
    refusedText: () => 'refused',
    onConnection: (state) => connection.push(state),
  })
  return { bridge, connection, source: () => ControlledSource.opened.at(-1) as ControlledSource }
}

beforeEach(() => {
  vi.useFakeTimers()
  ControlledSource.opened = []
  vi.stubGlobal('EventSource', ControlledSource)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('a call is one POST of name and input, answered by the envelope', async () => {
  const request = vi.fn(async () => Response.json({ ok: true, value: { total: 3 } }))
  vi.stubGlobal('fetch', request)
  const { bridge } = start()

  const reply = await bridge.call('listTopics', { search: 'news' })

  expect(reply).toEqual({ ok: true, value: { total: 3 } })
  expect(request).toHaveBeenCalledWith(
    '/bridge/call',
    expect.objectContaining({
      method: 'POST',
      body: JSON.stringify({ name: 'listTopics', input: { search: 'news' } }),
    }),
  )
})

test('a host that does not answer is an error like any other', async () => {
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('Failed to fetch')))
  const { bridge } = start()

  const reply = await bridge.call('listTopics', {})

  expect(reply).toEqual({
    ok: false,
    error: { code: 503, type: 'desktop_connection_failed', message: 'lost' },
  })
})

test('an answer that is not the envelope tells refused from lost', async () => {
  const { bridge } = start()

  vi.stubGlobal('fetch', async () => new Response('no', { status: 401 }))
  expect(await bridge.call('listTopics', {})).toMatchObject({ error: { message: 'refused' } })
  vi.stubGlobal('fetch', async () => new Response('<html>', { status: 502 }))
  expect(await bridge.call('listTopics', {})).toMatchObject({ error: { message: 'lost' } })
})

test('events reach every listener until it stops', () => {
  const { bridge, source } = start()
  const heard: BridgeEvent[] = []
  const event: BridgeEvent = { name: 'resource.changed', payload: { resource: 'topics' } }

  const stop = bridge.on((heardEvent) => heard.push(heardEvent))
  source().onmessage?.({ data: JSON.stringify(event) })
  stop()
  source().onmessage?.({ data: JSON.stringify(event) })

  expect(heard).toEqual([event])
})

test('once the stream is open the app is read again, and all when it is back', () => {
  const { bridge, connection, source } = start()
  const heard: BridgeEvent[] = []
  bridge.on((event) => heard.push(event))
  source().onopen?.()
  expect(heard).toEqual([{ name: 'resource.changed', payload: { resource: 'settings' } }])

  source().breakOff(false)
  source().onopen?.()

  expect(connection).toEqual(['open', 'lost', 'open'])
  const resources = heard.map((event) => 'resource' in event.payload && event.payload.resource)
  expect(resources).toContain('messages')
  expect(resources).toContain('profiles')
})

test('a stream that was refused is opened again by ourselves, and the refusal is told', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ ok: false, error: {} }, { status: 401 }))
  const { source, connection } = start()

  source().breakOff(true)
  await vi.advanceTimersByTimeAsync(2000)

  expect(ControlledSource.opened).toHaveLength(2)
  expect(connection).toEqual(['refused'])
})
