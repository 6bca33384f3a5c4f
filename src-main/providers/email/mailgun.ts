import { z } from 'zod'
import { credential, secret, sender, senderAlways, senderUpdate } from '../fields'
import { defineProvider } from '../provider'

/** Mailgun: https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages */
export default defineProvider({
  kind: 'mailgun',
  type: 'email',
  name: 'Mailgun',
  settings: z.object({
    apiKey: secret({
      label: 'API key',
      help: 'A sending key of the domain, or the private key of the account: Mailgun → Settings → API keys.',
      placeholder: 'key-…',
    }),
    domain: credential({
      label: 'Domain',
      help: 'The sending domain as Mailgun lists it, already verified.',
      placeholder: 'mg.example.com',
      span: 6,
    }),
    isEuRegion: z.boolean().optional().meta({
      label: 'EU region',
      help: 'On when the domain was created in Mailgun’s EU region.',
      widget: 'switch',
      stored: 'credentials',
      default: false,
      span: 6,
    }),
    ...sender,
  }),
  needed: ['isEuRegion', 'apiKey', 'domain', 'fromEmail'],
  // An update does not look at the sender address (behaviour 2.4).
  neededToUpdate: ['isEuRegion', 'apiKey', 'domain'],
  always: senderAlways,
  update: senderUpdate,
  updateOrder: [
    'name',
    'apiKey',
    'domain',
    'isEuRegion',
    'enabled',
    'fromName',
    'fromEmail',
    'replyToName',
    'replyToEmail',
  ],
})
