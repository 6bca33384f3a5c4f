import { z } from 'zod'
import { secret, sender, senderAlways, senderUpdate } from '../fields'
import { defineProvider } from '../provider'

/** Resend: https://resend.com/docs/api-reference/emails/send-batch-emails */
export default defineProvider({
  kind: 'resend',
  type: 'email',
  name: 'Resend',
  settings: z.object({
    apiKey: secret({
      label: 'API key',
      help: 'A key with sending access: Resend → API Keys.',
      placeholder: 're_…',
    }),
    ...sender,
  }),
  needed: ['apiKey', 'fromEmail'],
  // An update does not look at the sender address (behaviour 2.4).
  neededToUpdate: ['apiKey'],
  always: senderAlways,
  update: senderUpdate,
})
