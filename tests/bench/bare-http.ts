import { createServer } from 'node:http'
import type { Pool } from 'undici'
import type { Outgoing } from '../../src-main/providers/outgoing.ts'
import type { Channel } from '../../src-main/providers/provider.ts'

/** One request of the channel, for bare clients to send. */
export interface Captured {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** As many as the channel uses. */
  readonly connections: number
}

/** Headers that undici writes by itself. */
const written = new Set(['host', 'connection', 'content-length'])

/** The request that a channel makes of a call. */
export const captureRequest = async (
  open: (origin: string) => Channel,
  call: Outgoing,
): Promise<Captured> => {
  const requests: Omit<Captured, 'connections'>[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).flatMap(([name, value]) =>
          written.has(name) ? [] : [[name, String(value)]],
        ),
      )
      const body = Buffer.concat(chunks).toString()
      requests.push({ path: request.url ?? '', headers, body })
      response.end('{"MessageId":"1","sid":"1"}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const port = typeof bound === 'object' ? bound?.port : undefined
  const channel = open(`http://127.0.0.1:${port}`)
  await channel.send(call)
  channel.close()
  server.close()
  const [captured] = requests
  if (!captured) throw new Error('The channel sent nothing.')
  return { ...captured, connections: channel.connections }
}

/** Posts it and answers the reply; throws when it is no success. */
export const post = async (pool: Pool, request: Omit<Captured, 'connections'>): Promise<string> => {
  const { statusCode, body } = await pool.request({ method: 'POST', ...request })
  const text = await body.text()
  if (statusCode !== 200) throw new Error(text)
  return text
}
