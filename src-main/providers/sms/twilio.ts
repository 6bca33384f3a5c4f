import { z } from 'zod'
import { credential, fromNumber, fromNumberUpdate, secret } from '../fields'
import { defineProvider } from '../provider'

/** Twilio: https://www.twilio.com/docs/messaging/api/message-resource */
export default defineProvider({
  kind: 'twilio',
  type: 'sms',
  name: 'Twilio',
  settings: z.object({
    from: fromNumber,
    accountSid: credential({
      label: 'Account SID',
      help: 'On the first page of the Twilio Console.',
      placeholder: 'AC…',
      span: 6,
    }),
    authToken: secret({
      label: 'Auth token',
      help: 'Next to the account SID in the Twilio Console.',
      span: 6,
    }),
  }),
  needed: ['accountSid', 'authToken', 'from'],
  update: fromNumberUpdate,
  updateOrder: ['name', 'enabled', 'accountSid', 'authToken', 'from'],
})
