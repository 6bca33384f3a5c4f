import { z } from 'zod'
import { defineProvider } from '../provider'

const parsed = (value: unknown): unknown => {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

/** Firebase Cloud Messaging: https://firebase.google.com/docs/cloud-messaging/send/v1-api */
export default defineProvider({
  kind: 'fcm',
  type: 'push',
  name: 'FCM',
  settings: z.object({
    serviceAccountJSON: z
      .preprocess(parsed, z.record(z.string(), z.unknown(), 'must be a JSON object'))
      .optional()
      .meta({
        label: 'Service account',
        help: 'The JSON file from Firebase → Project settings → Service accounts → Generate new private key.',
        widget: 'file',
        secret: true,
        stored: 'credentials',
        span: 12,
      }),
  }),
  needed: ['serviceAccountJSON'],
})
