import { z } from 'zod'
import { credential, secret } from '../fields'
import { defineProvider } from '../provider'

/** Apple Push Notification service: https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns */
export default defineProvider({
  kind: 'apns',
  type: 'push',
  name: 'APNs',
  settings: z.object({
    authKey: secret({
      label: 'Authentication key',
      help: 'The .p8 file from Apple Developer → Keys, with its BEGIN and END lines.',
      placeholder: '-----BEGIN PRIVATE KEY-----',
      widget: 'file',
    }),
    authKeyId: credential({
      label: 'Key ID',
      help: 'Ten characters, shown next to the key in Apple Developer.',
      placeholder: 'ABC123DEFG',
      span: 4,
    }),
    teamId: credential({
      label: 'Team ID',
      help: 'Ten characters, under Membership details.',
      placeholder: 'DEF123GHIJ',
      span: 4,
    }),
    bundleId: credential({
      label: 'Bundle ID',
      help: 'Of the app that receives the notifications.',
      placeholder: 'com.example.app',
      span: 4,
    }),
    sandbox: z.boolean().default(false).meta({
      label: 'Apple’s development servers',
      help: 'On for builds that come straight from Xcode; off for TestFlight and the App Store.',
      widget: 'switch',
      stored: 'options',
      span: 12,
    }),
  }),
  needed: ['authKey', 'authKeyId', 'teamId', 'bundleId'],
})
