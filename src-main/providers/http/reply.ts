import type { IncomingHttpHeaders } from 'node:http'
import type { HttpReply } from '../http'

/** An answer as it comes in. */
export interface IncomingReply {
  start(status: number, headers: IncomingHttpHeaders): void
  /** Answers false once there is more than any vendor says; the rest is not wanted. */
  add(chunk: Buffer): boolean
  end(): void
  /** Whether it has a status and an end. */
  isComplete(): boolean
  read(): HttpReply
}

/** Vendors answer with a line or, to a full batch, with some ten thousand ids. */
const maxBytes = 1024 * 1024

/** An answer of which nothing has come yet. */
export const createReply = (): IncomingReply => {
  const chunks: Buffer[] = []
  let size = 0
  let hasEnded = false
  let status = 0
  let headers: IncomingHttpHeaders = {}
  return {
    start: (newStatus, newHeaders) => {
      status = newStatus
      headers = newHeaders
    },
    add: (chunk) => {
      size += chunk.length
      if (size <= maxBytes) chunks.push(chunk)
      return size <= maxBytes
    },
    end: () => (hasEnded = true),
    isComplete: () => hasEnded && status !== 0,
    read: () => ({ status, headers: flatten(headers), body: Buffer.concat(chunks).toString() }),
  }
}

const flatten = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
