import { z } from 'zod'
import { secret, sender, senderAlways, senderUpdate } from '../fields'
import { defineProvider } from '../provider'

/** SendGrid: https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send */
export default defineProvider({
  kind: 'sendgrid',
  type: 'email',
  name: 'SendGrid',
  settings: z.object({
    apiKey: secret({
      label: 'API key',
      help: 'A key with the permission “Mail Send”: SendGrid → Settings → API Keys.',
      placeholder: 'SG.…',
    }),
    ...sender,
  }),
  needed: ['apiKey', 'fromEmail'],
  // An update does not look at the sender address (behaviour 2.4).
  neededToUpdate: ['apiKey'],
  always: senderAlways,
  update: senderUpdate,
})
