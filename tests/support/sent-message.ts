import type { RehearsedRequest } from '@contract/trials'
import { redact } from '@main/providers/errors'
import type { ReceivedRequest } from './http-sink'
import type { SmtpSink } from './smtp-sink'

/** A request without what is new each time: ids, times, tokens and signatures. */
export interface SentRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** A mail without what is new each time. */
export interface SentMail {
  readonly envelope: RehearsedRequest['envelope']
  readonly source: string
}

/** Reads a request that a rehearsal recorded. */
export const fromRecord = ({ source }: RehearsedRequest): SentRequest => {
  const end = source.indexOf('\r\n\r\n')
  const [first = '', ...lines] = source.slice(0, end).split('\r\n')
  const [method = '', path = ''] = first.split(' ')
  const headers = Object.fromEntries(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(': ')
      return [line.slice(0, colon), line.slice(colon + 2)]
    }),
  )
  return toSent({ method, path, headers, body: source.slice(end + 4) })
}

/** Reads a request that a server received; secrets are struck out as they are in a record. */
export const fromWire = (request: ReceivedRequest, secrets: readonly string[]): SentRequest => {
  const clean = (text: string): string => redact(text, secrets)
  const headers = Object.entries(request.headers).map(([name, value]) => {
    const line = clean(`${name}: ${value}`)
    return [name, line.slice(name.length + 2)]
  })
  const { method, path } = request
  return toSent({ method, path, headers: Object.fromEntries(headers), body: clean(request.body) })
}

/** Reads a mail that a rehearsal recorded. */
export const fromMailRecord = ({ source, envelope }: RehearsedRequest): SentMail => ({
  envelope,
  source: timeless(source),
})

/** Reads a mail that a server received. */
export const fromMail = (mail: SmtpSink['mails'][number]): SentMail => ({
  envelope: { from: mail.from, to: [...mail.recipients] },
  source: timeless(mail.source),
})

const timeless = (source: string): string =>
  source
    .replace(/^(message-id|date):.*$/gim, '$1:')
    .replace(/--_NmP-[\w-]+|boundary="[^"]+"/g, 'boundary')
    .trim()

/** What belongs to one connection, and what differs from one moment to the next. */
const passing = new Set([
  ...['host', 'connection', 'content-length', 'transfer-encoding'],
  ...['x-amz-date', 'idempotency-key'],
])

const toSent = ({ method, path, headers, body }: ReceivedRequest): SentRequest => {
  const boundary = /boundary=(\S+)/.exec(headers['content-type'] ?? '')?.[1]
  const kept = Object.entries(headers).filter(
    ([name]) => !name.startsWith(':') && !passing.has(name),
  )
  const settled = kept.map(([name, value]) => [
    name,
    value
      .replace(boundary ?? '\0', 'boundary')
      .replace(/^(basic|bearer) .+/i, '$1')
      .replace(/\/\d{8}\//, '/day/')
      .replace(/Signature=\w+/, 'Signature='),
  ])
  return {
    method,
    path,
    headers: Object.fromEntries(settled.sort()) as Record<string, string>,
    body: toBody(headers['content-type'] ?? '', body.replace(/jwt=[\w.-]+/g, 'jwt='), boundary),
  }
}

const toBody = (contentType: string, body: string, boundary: string | undefined): unknown => {
  if (boundary !== undefined) return body.split(boundary)
  if (contentType === 'application/json') return JSON.parse(body) as unknown
  if (contentType === 'application/x-www-form-urlencoded') return [...new URLSearchParams(body)]
  throw new Error(`a body of ${contentType}`)
}
