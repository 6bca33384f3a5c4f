import type { ServerResponse } from 'node:http'
import type { BridgeEvent } from '@contract/events'

const heartbeatMs = 15_000
/** A reader this far behind is cut off: it connects again and reads everything anew. */
const mostUnreadBytes = 1024 * 1024

/** Windows that listen at once; every one of them may be a little behind. */
const mostReaders = 64

/** All readers of the browser host's events. */
export interface EventStreams {
  /** Turns a response into an endless stream of server-sent events, the oldest of too many ending. */
  add(response: ServerResponse): void
  send(event: BridgeEvent): void
  close(): void
}

/** Server-sent events to any number of windows, with a heartbeat that finds the dead ones. */
export const createEventStreams = (): EventStreams => {
  const responses = new Set<ServerResponse>()
  const write = (text: string): void => {
    for (const response of responses) {
      if (response.writableLength > mostUnreadBytes) response.destroy()
      else response.write(text)
    }
  }
  const heartbeat = setInterval(() => write(': still here\n\n'), heartbeatMs)
  heartbeat.unref()
  return {
    add: (response) => {
      const [oldest] = responses
      if (responses.size >= mostReaders) oldest?.destroy()
      responses.add(response)
      response.on('close', () => responses.delete(response))
      response.write('retry: 1000\n\n')
    },
    // JSON has no line breaks of its own, so one `data:` line holds an event.
    send: (event) => write(`data: ${JSON.stringify(event)}\n\n`),
    close: () => {
      clearInterval(heartbeat)
      for (const response of responses) response.end()
      responses.clear()
    },
  }
}
