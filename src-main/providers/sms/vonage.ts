import { z } from 'zod'
import { credential, fromNumber, fromNumberUpdate, secret } from '../fields'
import { defineProvider } from '../provider'

/** Vonage: https://developer.vonage.com/en/api/sms */
export default defineProvider({
  kind: 'vonage',
  type: 'sms',
  name: 'Vonage',
  settings: z.object({
    from: fromNumber,
    apiKey: credential({
      label: 'API key',
      help: 'On the first page of the Vonage dashboard.',
      span: 6,
    }),
    apiSecret: secret({
      label: 'API secret',
      help: 'Under API settings of the Vonage dashboard.',
      span: 6,
    }),
  }),
  needed: ['apiKey', 'apiSecret', 'from'],
  update: fromNumberUpdate,
  updateOrder: ['name', 'enabled', 'apiKey', 'apiSecret', 'from'],
})
