import type { Dispatcher } from 'undici'
import { Pool } from 'undici'
import type { ProviderError } from '../errors'
import type { Address, HttpReply, HttpRequest, HttpTimeouts } from './request'
import { withCommonHeaders } from './common-headers'
import { toNetworkTrouble, toTimeout } from './network-trouble'
import { addChunk, createReply, isComplete, readReply } from './reply'

/** Carries requests to several origins over one version of HTTP. */
export interface HttpClient {
  send(request: HttpRequest, address: Address): Promise<HttpReply>
  close(): void
}

/** HTTP/1.1: a pool of connections for every origin; redirects are not followed. */
export const createHttp1 = ({ connectMs, totalMs }: HttpTimeouts): HttpClient => {
  const pools = new Map<string, Pool>()

  const open = (origin: string): Pool => {
    const pool = new Pool(origin, {
      connect: { timeout: connectMs },
      allowH2: false,
      // The clock of a request runs from its beginning, not from one piece of the answer to the next.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    pools.set(origin, pool)
    return pool
  }

  return {
    send: (request, address) => {
      const pool = pools.get(address.origin) ?? open(address.origin)
      return exchange(request, { pool, address, totalMs })
    },
    close: () => {
      for (const pool of pools.values()) void pool.destroy()
      pools.clear()
    },
  }
}

/**
 * Large attachments, over several connections at a time, take longer to leave than vendors to answer: 64 kB/s
 * of each is taken for a slow line, and less for a broken one. In whole seconds, so that what is small has none
 * more and the words for people are right.
 */
const leastBytesPerSecond = 64_000

interface Passage {
  readonly pool: Pool
  readonly address: Address
  readonly totalMs: number
}

const exchange = (
  { method, headers, body }: HttpRequest,
  { pool, address: { origin, path }, totalMs }: Passage,
): Promise<HttpReply> =>
  new Promise((resolve, reject) => {
    const reply = createReply()
    let controller: Dispatcher.DispatchController | undefined
    let isOver = false
    const end = (): void => {
      isOver = true
      clearTimeout(timer)
      // Whatever still comes is nobody's; without this the connection would wait for it.
      if (!isComplete(reply)) controller?.abort(new Error('given up'))
    }
    const answer = (): void => {
      if (isOver) return
      resolve(readReply(reply))
      end()
    }
    const fail = (error: ProviderError): void => {
      if (isOver) return
      reject(error)
      end()
    }
    const limitMs = totalMs + Math.floor((body?.length ?? 0) / leastBytesPerSecond) * 1000
    const timer = setTimeout(
      () => fail(toTimeout(origin, limitMs, controller !== undefined)),
      limitMs,
    )
    pool.dispatch(
      { path, method, headers: withCommonHeaders(headers), body: body ?? null },
      {
        onRequestStart: (control) => {
          controller = control
          if (isOver) control.abort(new Error('given up'))
        },
        onResponseStart: (_, status, names) => {
          reply.status = status
          reply.headers = names
        },
        onResponseData: (_, chunk) => {
          if (!addChunk(reply, chunk)) answer()
        },
        onResponseEnd: () => {
          reply.hasEnded = true
          afterResume(answer)
        },
        onResponseError: (_, error) =>
          fail(toNetworkTrouble(origin, error, controller !== undefined)),
      },
    )
  })

/** undici lends a connection again in the next round; whoever asks earlier gets another one. */
const afterResume = (next: () => void): void => queueMicrotask(() => setImmediate(next))
