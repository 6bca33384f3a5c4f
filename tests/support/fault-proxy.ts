import {
  createServer,
  request as forward,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What goes wrong on the way to a server and back. */
export type Fault =
  | 'latency'
  | 'cut mid-body'
  | 'lost reply'
  | 'lost request'
  | '429'
  | '429 for a while'
  | '429 for long'
  | '500'
  | '500 after the write'
  | '502 page'
  | 'captive portal'
  | 'page after the write'
  | 'stall'
  | 'stall after the write'

/** A proxy in front of a server that spoils the requests it is told to. */
export interface FaultProxy {
  readonly endpoint: string
  /** Method and path of every request, in order. */
  readonly seen: readonly string[]
  /** Spoils the next requests of this method. */
  spoil(method: string, ...faults: readonly Fault[]): void
  /** From now on the server says that it is of this version. */
  claim(version: string): void
  /** Spoils nothing any more. */
  heal(): void
  close(): Promise<void>
}

/** Starts a proxy to `target`, an address such as `http://127.0.0.1:8080/v1`. */
export const startFaultProxy = async (target: string): Promise<FaultProxy> => {
  const seen: string[] = []
  const waiting: { method: string; fault: Fault }[] = []
  let version: string | undefined
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '' } = incoming
    seen.push(`${method} ${url.split('?')[0]}`)
    if (version !== undefined && url.endsWith('/health/version')) {
      outgoing.writeHead(200, { 'content-type': 'application/json' })
      return void outgoing.end(JSON.stringify({ version }))
    }
    const at = waiting.findIndex((entry) => entry.method === method)
    const [entry] = at < 0 ? [] : waiting.splice(at, 1)
    // What is still under way when a test ends finds no server any more.
    answer(new URL(target).origin, incoming, outgoing, entry?.fault).catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is an object once it listens.
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}/v1`,
    seen,
    spoil: (method, ...faults) => waiting.push(...faults.map((fault) => ({ method, fault }))),
    claim: (claimed) => (version = claimed),
    heal: () => void waiting.splice(0),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const answer = async (
  origin: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fault: Fault | undefined,
): Promise<void> => {
  const body = await readAll(incoming)
  const json = (status: number, type: string, headers = {}) => {
    outgoing.writeHead(status, { 'content-type': 'application/json', ...headers })
    outgoing.end(JSON.stringify({ message: 'The fault proxy says no.', code: status, type }))
  }
  const page = (status: number) => {
    outgoing.writeHead(status, { 'content-type': 'text/html' })
    outgoing.end('<!doctype html><title>Sign in</title>')
  }
  const pass = () => passOn(origin, incoming, body)
  switch (fault) {
    case undefined:
      return reply(outgoing, await pass())
    case 'latency':
      await sleep(100)
      return reply(outgoing, await pass())
    case 'cut mid-body': {
      const { status, headers, bytes } = await pass()
      outgoing.writeHead(status, { ...whole(headers), 'content-length': bytes.length + 1 })
      return void outgoing.write(bytes.subarray(0, bytes.length / 2), () => outgoing.destroy())
    }
    case 'lost reply':
      await pass()
      return void outgoing.destroy()
    case 'lost request':
      return void outgoing.destroy()
    case '429':
      return json(429, 'general_rate_limit_exceeded', { 'retry-after': '1' })
    case '429 for a while':
      return json(429, 'general_rate_limit_exceeded', { 'retry-after': '20' })
    case '429 for long':
      return json(429, 'general_rate_limit_exceeded', { 'retry-after': '3600' })
    case '500':
      return json(500, 'general_unknown')
    case '500 after the write':
      await pass()
      return json(500, 'general_unknown')
    case '502 page':
      return page(502)
    case 'captive portal':
      return page(200)
    case 'page after the write':
      await pass()
      return page(200)
    case 'stall':
      return
    case 'stall after the write':
      await pass()
  }
}

interface Passed {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly bytes: Buffer
}

const reply = (outgoing: ServerResponse, { status, headers, bytes }: Passed): void => {
  outgoing.writeHead(status, headers)
  outgoing.end(bytes)
}

/** Headers of a body whose length is known. */
const whole = (headers: IncomingMessage['headers']) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'transfer-encoding'))

const passOn = (origin: string, incoming: IncomingMessage, body: Buffer): Promise<Passed> =>
  new Promise((resolve, reject) => {
    const { method, url = '/', headers } = incoming
    const request = forward(new URL(url, origin), { method, headers, agent: false }, (response) => {
      void readAll(response).then((bytes) =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes }),
      )
    })
    request.on('error', reject)
    request.end(body)
  })

const readAll = async (stream: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
