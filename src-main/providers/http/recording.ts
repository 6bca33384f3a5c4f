import { ProviderError, redact } from '../errors'
import type { HttpReply, HttpRequest, HttpTransport } from './request'
import type { Content, SinkMail } from '../outgoing'
import { withCommonHeaders } from './common-headers'

/** Answers a request as the vendor would that refuses these recipients and takes all others. */
export type SandboxReply = (request: HttpRequest, refused: ReadonlySet<string>) => HttpReply

/** What stands in for a vendor in the sandbox and in rehearsals. */
export interface RecordingOptions {
  /** Absent: this vendor is not spoken to over HTTP. */
  readonly reply: SandboxReply | undefined
  /** Takes every request that delivers something. */
  readonly record: (mail: SinkMail) => void
  /** Recipients that the vendor is made to refuse. */
  readonly refused?: ReadonlySet<string>
}

/** Carries requests nowhere: records them and answers in the vendor's place. */
export const createRecording = ({
  reply = noReply,
  record,
  refused = new Set(),
}: RecordingOptions): HttpTransport => ({
  send: async (request) => {
    const { call } = request
    if (call)
      record({
        identifiers: call.recipients.map(({ identifier }) => identifier),
        subject: subjectOf(call.content),
        source: toSource(request),
      })
    return reply(request, refused)
  },
  close: () => undefined,
})

const noReply = (): never => {
  throw new ProviderError('validation', 'provider', 'Nothing stands in for this vendor.')
}

/** One line that tells a message from others. */
const subjectOf = (content: Content): string => {
  switch (content.type) {
    case 'email':
      return content.subject
    case 'sms':
      return firstLine(content.content)
    case 'push': {
      const { title, body } = content.data
      return firstLine([title, body].find((text) => typeof text === 'string' && text !== ''))
    }
  }
}

const firstLine = (text: unknown): string =>
  typeof text === 'string' ? (text.trim().split('\n', 1)[0] ?? '').slice(0, 256) : ''

/** The exact request as HTTP/1.1 writes it, without secrets. */
const toSource = ({ method, url, headers, body = '', secrets = [] }: HttpRequest): Buffer[] => {
  const { host, pathname, search } = new URL(url)
  const lines = [
    `${method} ${pathname}${search} HTTP/1.1`,
    ...Object.entries({ host, ...withCommonHeaders(headers) }).map(
      ([name, value]) => `${name}: ${value}`,
    ),
  ]
  const head = redact(`${lines.join('\r\n')}\r\n\r\n`, secrets)
  return [Buffer.from(head), typeof body === 'string' ? Buffer.from(redact(body, secrets)) : body]
}
