import { z } from 'zod'
import { credential, fromNumber, fromNumberUpdate, secret } from '../fields'
import { defineProvider } from '../provider'

/** Telesign: https://developer.telesign.com/enterprise/docs/sms-overview */
export default defineProvider({
  kind: 'telesign',
  type: 'sms',
  name: 'Telesign',
  settings: z.object({
    from: fromNumber,
    customerId: credential({
      label: 'Customer ID',
      help: 'In the Telesign portal, under API keys. The account must have bulk SMS.',
      span: 6,
    }),
    apiKey: secret({
      label: 'API key',
      help: 'Next to the customer ID in the Telesign portal.',
      span: 6,
    }),
  }),
  needed: ['customerId', 'apiKey', 'from'],
  update: fromNumberUpdate,
  updateOrder: ['name', 'enabled', 'customerId', 'apiKey', 'from'],
})
