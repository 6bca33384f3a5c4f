import { apiError } from '@contract/errors'
import type { BridgeEvent, Resource } from '@contract/events'
import type { Bridge, BridgeReply } from '@contract/index'

/** Whether the host answers: `refused` means that this window's permission ended, which waiting cannot mend. */
export type Connection = 'open' | 'lost' | 'refused'

/** What the browser's bridge needs of its surroundings. */
export interface WebBridgeOptions {
  /** For people: why nothing answers and what to do. */
  readonly lostText: () => string
  /** For people: this page's permission has ended with the program that gave it. */
  readonly refusedText: () => string
  /** Told whenever the event stream opens or breaks. */
  readonly onConnection: (connection: Connection) => void
  /** How long to wait before an event stream that the browser gave up is opened again. */
  readonly reconnectMs?: number
}

/** A record, so that a new resource cannot be forgotten here. */
const allResources: Readonly<Record<Resource, true>> = {
  messages: true,
  schedules: true,
  providers: true,
  topics: true,
  subscribers: true,
  users: true,
  targets: true,
  buckets: true,
  files: true,
  sandbox: true,
  drafts: true,
  outbox: true,
  profiles: true,
  settings: true,
}

const isReply = (value: unknown): value is BridgeReply =>
  typeof value === 'object' && value !== null && 'ok' in value

const isRefusal = (response: Response): boolean =>
  response.status === 401 || response.status === 403

const post = (name: string, input: unknown): Promise<Response> =>
  fetch('/bridge/call', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, input }),
  })

/** `window.bridge` over HTTP, for the browser host: one POST a call, one event stream for everything unasked. */
export const webBridge = (options: WebBridgeOptions): Bridge => {
  const { lostText, refusedText, onConnection, reconnectMs = 2000 } = options
  const listeners = new Set<(event: BridgeEvent) => void>()

  const failed = (text: string, cause?: unknown): BridgeReply => ({
    ok: false,
    error: apiError('desktop_connection_failed', text, { cause }).toBody(),
  })

  const tell = (event: BridgeEvent): void => {
    for (const listener of listeners) listener(event)
  }

  let isLost = false
  /** Whatever was said before was not heard: everything may have changed, at the start the app's own state. */
  const onOpen = (): void => {
    onConnection('open')
    const missed = isLost ? (Object.keys(allResources) as Resource[]) : (['settings'] as const)
    isLost = false
    for (const resource of missed) tell({ name: 'resource.changed', payload: { resource } })
  }

  const open = (): void => {
    const stream = new EventSource('/bridge/events')
    stream.onopen = onOpen
    stream.onmessage = (message: MessageEvent<string>) => {
      // Written by our own host from the contract's events.
      tell(JSON.parse(message.data) as BridgeEvent)
    }
    stream.onerror = () => {
      isLost = true
      // A refused stream is closed for good, a broken one is retried by the browser itself.
      if (stream.readyState !== EventSource.CLOSED) return onConnection('lost')
      stream.close()
      setTimeout(open, reconnectMs)
      void post('getAppState', {}).then(
        (response) => onConnection(isRefusal(response) ? 'refused' : 'lost'),
        () => onConnection('lost'),
      )
    }
  }
  open()

  return {
    async call(name, input) {
      try {
        const response = await post(name, input)
        const reply: unknown = await response.json().catch(() => undefined)
        if (isReply(reply)) return reply
        return failed(isRefusal(response) ? refusedText() : lostText())
      } catch (cause) {
        return failed(lostText(), cause)
      }
    },
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
