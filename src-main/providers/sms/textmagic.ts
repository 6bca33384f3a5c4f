import { z } from 'zod'
import { credential, fromNumber, fromNumberUpdate, secret } from '../fields'
import { defineProvider } from '../provider'

/** Textmagic: https://docs.textmagic.com */
export default defineProvider({
  kind: 'textmagic',
  type: 'sms',
  name: 'Textmagic',
  settings: z.object({
    from: fromNumber,
    username: credential({
      label: 'Username',
      help: 'The name you sign in to Textmagic with.',
      span: 6,
    }),
    apiKey: secret({
      label: 'API key',
      help: 'Textmagic → Services → API → API keys.',
      span: 6,
    }),
  }),
  needed: ['username', 'apiKey', 'from'],
  update: fromNumberUpdate,
  updateOrder: ['name', 'enabled', 'username', 'apiKey', 'from'],
})
