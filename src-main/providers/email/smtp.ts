import { z } from 'zod'
import { text } from '@contract/fields'
import { sender, senderAlways, senderUpdate } from '../fields'
import { defineProvider } from '../provider'
import { openSmtp } from '../smtp/channel'

const numeric = (value: unknown): unknown =>
  typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value

const encryptions = ['none', 'ssl', 'tls']

/** Any mail server that speaks SMTP: RFC 5321, https://www.rfc-editor.org/rfc/rfc5321 */
export default defineProvider({
  kind: 'smtp',
  type: 'email',
  name: 'SMTP',
  settings: z.object({
    host: text(1).meta({
      label: 'Host',
      help: 'The mail server. Several are tried in order when separated by a semicolon; ssl:// or tls:// in front and :port behind override the settings below.',
      placeholder: 'smtp.example.com',
      stored: 'credentials',
      minLength: 1,
      span: 8,
    }),
    port: z
      .preprocess(numeric, z.int('must be a port from 1 to 65535').min(1).max(65_535))
      .default(587)
      .meta({
        label: 'Port',
        help: '587 as a rule, 465 with SSL.',
        widget: 'number',
        default: 587,
        stored: 'credentials',
        span: 4,
      }),
    username: text(1).optional().meta({
      label: 'Username',
      help: 'Leave both empty when the server wants no sign-in.',
      stored: 'credentials',
      minLength: 1,
      span: 6,
    }),
    password: text(1).optional().meta({
      label: 'Password',
      help: 'Some services want an app password here.',
      widget: 'password',
      secret: true,
      stored: 'credentials',
      minLength: 1,
      span: 6,
    }),
    encryption: z
      .string()
      .refine((value) => encryptions.includes(value.toLowerCase()), 'must be none, ssl or tls')
      .transform((value) => (value.toLowerCase() === 'none' ? '' : value))
      .optional()
      .meta({
        label: 'Encryption',
        help: 'SSL encrypts from the first byte, TLS upgrades and refuses a server that cannot.',
        widget: 'segments',
        enum: encryptions,
        choices: { none: 'None', ssl: 'SSL', tls: 'TLS' },
        default: 'none',
        stored: 'options',
        span: 6,
      }),
    autoTLS: z.boolean().default(true).meta({
      label: 'Encrypt when the server can',
      help: 'Upgrades to TLS even without encryption chosen, when the server offers it.',
      widget: 'switch',
      stored: 'options',
      span: 6,
    }),
    mailer: text(1).optional().meta({
      label: 'X-Mailer',
      help: 'Names the sending program in the mail’s headers; no such header when empty.',
      stored: 'options',
      minLength: 1,
      span: 12,
    }),
    ...sender,
  }),
  needed: ['host', 'fromEmail'],
  always: { username: '', password: '', encryption: '', mailer: '', ...senderAlways },
  update: senderUpdate,
  updateOrder: [
    'name',
    'host',
    'port',
    'username',
    'password',
    'encryption',
    'autoTLS',
    'mailer',
    'fromName',
    'fromEmail',
    'replyToName',
    'replyToEmail',
    'enabled',
  ],
  open: openSmtp,
})
