import { openHttp } from '@main/providers/http'
import type { Channel } from '@main/providers/provider'
import type { Content, Outgoing, Receipt } from '@main/providers/outgoing'
import { openSmtp } from '@main/providers/smtp/channel'
import { onTestFinished } from 'vitest'

/** A text that goes out as it stands. */
export const plainContent = {
  ...{ type: 'email', subject: 'Hello', content: 'Text', html: false },
  ...{ cc: [], bcc: [], attachments: [] },
} satisfies Content

/** A channel to a server on 127.0.0.1, not encrypted unless told otherwise; it ends with the running test. */
export const openSmtpChannel = (
  port: number,
  settings: Readonly<Record<string, unknown>> = {},
): Channel => {
  const channel = openSmtp(
    { host: '127.0.0.1', port, autoTLS: false, fromEmail: 'hallo@example.org', ...settings },
    { http: openHttp(), clock: Date.now },
  )
  onTestFinished(() => channel.close())
  return channel
}

/** Sends a mail to `name@example.com`. */
export const sendTo = (
  channel: Channel,
  name: string,
  call: Partial<Outgoing> = {},
): Promise<Receipt> =>
  channel.send({
    content: plainContent,
    recipients: [{ identifier: `${name}@example.com`, key: `key-${name}` }],
    ...{ withCopies: false, key: name, date: new Date(0), signal: new AbortController().signal },
    ...call,
  })
