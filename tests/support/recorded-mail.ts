import type { HttpReply, HttpRequest } from '@main/providers/http/request'
import type { EmailContent } from '@main/providers/mail/parts'
import type { Channel, StoredSettings } from '@main/providers/provider'
import type { HttpKind } from './vendor-conformance'

/** A mail with what often goes wrong: letters beyond ASCII and entities. */
export const campaign: EmailContent = {
  type: 'email',
  subject: 'Grüße ✓',
  content: '<h1>Hello</h1><p>Good &amp; new</p>',
  html: true,
  ...{ cc: [], bcc: [], attachments: [] },
}

/** An open channel whose requests are kept; answered by `reply`, or as the sandbox would. */
export const openRecorded = (
  provider: HttpKind,
  settings: StoredSettings,
  reply: (request: HttpRequest) => HttpReply | undefined = () => undefined,
): { channel: Channel; requests: HttpRequest[] } => {
  const requests: HttpRequest[] = []
  const { open, sandboxReply } = provider
  if (!open || !sandboxReply) throw new Error(`${provider.kind} cannot be opened`)
  const send = async (request: HttpRequest): Promise<HttpReply> => {
    requests.push(request)
    return reply(request) ?? sandboxReply(request, new Set())
  }
  const channel = open(settings, { http: { send, close: () => undefined }, clock: Date.now })
  return { channel, requests }
}
