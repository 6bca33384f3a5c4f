import { z } from 'zod'
import { credential, secret } from '../fields'
import { defineProvider } from '../provider'

/** Msg91: https://docs.msg91.com/sms/send-sms */
export default defineProvider({
  kind: 'msg91',
  type: 'sms',
  name: 'Msg91',
  settings: z.object({
    templateId: credential({
      label: 'Template ID',
      help: 'An approved template with a variable named “content”; the message takes its place.',
      span: 6,
    }),
    senderId: credential({
      label: 'Sender ID',
      help: 'The approved sender that the message comes from.',
      span: 6,
    }),
    authKey: secret({
      label: 'Auth key',
      help: 'Msg91 → your name → Authkey.',
    }),
  }),
  needed: ['senderId', 'authKey'],
  neededToUpdate: ['senderId', 'authKey', 'templateId'],
})
