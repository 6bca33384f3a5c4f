import type { IncomingHttpHeaders } from 'node:http'
import type { HttpReply } from './request'

/** An answer as it comes in; made once for every request, so it is plain data. */
export interface IncomingReply {
  /** 0 until it has begun. */
  status: number
  headers: IncomingHttpHeaders
  readonly chunks: Buffer[]
  size: number
  hasEnded: boolean
}

/** Vendors answer with a line or, to a full batch, with some ten thousand ids. */
const maxBytes = 1024 * 1024

/** An answer of which nothing has come yet. */
export const createReply = (): IncomingReply => ({
  status: 0,
  headers: {},
  chunks: [],
  size: 0,
  hasEnded: false,
})

/** Takes a piece; answers false once there is more than any vendor says, of which the rest is not wanted. */
export const addChunk = (reply: IncomingReply, chunk: Buffer): boolean => {
  reply.size += chunk.length
  if (reply.size > maxBytes) return false
  reply.chunks.push(chunk)
  return true
}

/** Whether it has a status and an end. */
export const isComplete = ({ hasEnded, status }: IncomingReply): boolean => hasEnded && status !== 0

/** What has come so far. */
export const readReply = ({ status, headers, chunks }: IncomingReply): HttpReply => ({
  status,
  headers: flatten(headers),
  body: textOf(chunks),
})

const textOf = ([first, ...more]: readonly Buffer[]): string => {
  if (first === undefined) return ''
  return (more.length === 0 ? first : Buffer.concat([first, ...more])).toString()
}

const flatten = (headers: IncomingHttpHeaders): Record<string, string> => {
  const flat: Record<string, string> = {}
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    // HTTP/2 has its status among them.
    if (value !== undefined && name !== ':status')
      flat[name] = typeof value === 'string' ? value : value.join(', ')
  }
  return flat
}
