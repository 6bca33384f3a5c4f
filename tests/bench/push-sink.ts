import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { createServer as createHttp2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'

const replies: Readonly<Record<string, string>> = {
  apns: '',
  fcm: '{"name":"projects/acme/messages/1"}',
}
const token = '{"access_token":"granted","expires_in":3600}'

// Takes every notification and drops it; prints its ports as a line of JSON and ends on SIGTERM.
const answer =
  (kind: string) =>
  (
    request: IncomingMessage | Http2ServerRequest,
    response: ServerResponse | Http2ServerResponse,
  ): void => {
    request.resume()
    request.once('end', () =>
      response.end(request.url === '/token' ? token : (replies[kind] ?? '')),
    )
  }

const servers = { apns: createHttp2Server(answer('apns')), fcm: createServer(answer('fcm')) }
const listening = Object.entries(servers).map(
  ([kind, server]) =>
    new Promise<[string, string]>((resolve) =>
      server.listen(0, '127.0.0.1', () =>
        resolve([kind, String((server.address() as AddressInfo).port)]),
      ),
    ),
)
console.log(JSON.stringify(Object.fromEntries(await Promise.all(listening))))
process.on('SIGTERM', () => process.exit(0))
