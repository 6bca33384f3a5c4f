import { z } from 'zod'
import { text } from '@contract/fields'
import { credential, secret, sender, senderAlways, senderUpdate } from '../fields'
import { defineProvider } from '../provider'

/** Amazon SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
export default defineProvider({
  kind: 'ses',
  type: 'email',
  name: 'Amazon SES',
  settings: z.object({
    accessKey: credential({
      label: 'Access key ID',
      help: 'Of an IAM user that may call ses:SendEmail.',
      placeholder: 'AKIA…',
      span: 6,
    }),
    secretKey: secret({
      label: 'Secret access key',
      help: 'Shown once by AWS when the access key was made.',
      span: 6,
    }),
    region: text(1, 128).optional().meta({
      label: 'Region',
      help: 'Where the sender address or domain was verified.',
      placeholder: 'eu-central-1',
      stored: 'credentials',
      minLength: 1,
      maxLength: 128,
      span: 6,
    }),
    ...sender,
  }),
  needed: ['accessKey', 'secretKey', 'region', 'fromEmail'],
  always: senderAlways,
  update: senderUpdate,
})
