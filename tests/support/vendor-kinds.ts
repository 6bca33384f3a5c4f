import type { CallInput } from '@contract/index'
import type { ProviderType } from '@contract/messages'
import type { ReceivedRequest, SinkAnswer } from './http-sink'
import { newPem } from './pem'

/** One of the eleven vendors that speak HTTP, as a local server can play it. */
export interface VendorKind {
  readonly kind: string
  readonly type: ProviderType
  /** What creates a complete provider, besides its id and name. */
  readonly settings: Partial<CallInput<'createProvider'>>
  /** Of these settings. */
  readonly secrets: readonly string[]
  /** What it says to a message that it takes, or to whatever else it is asked. */
  accept(request: ReceivedRequest): SinkAnswer
}

const json = (status: number, body: unknown): SinkAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
const says = (status: number, body: unknown) => () => json(status, body)

const sender = {
  ...{ fromName: 'Acme, Inc.', fromEmail: 'news@acme.example' },
  ...{ replyToName: 'Grüße', replyToEmail: 'answers@acme.example' },
}
const from = '+15005550006'
const [apple, google] = [newPem('ec'), newPem('rsa')]

const email = (
  kind: string,
  { settings, secrets, accept }: Pick<VendorKind, 'settings' | 'secrets' | 'accept'>,
): VendorKind => ({ kind, type: 'email', settings: { ...settings, ...sender }, secrets, accept })

/** All that speak HTTP, each with what its documentation says of a message that was taken. */
export const vendorKinds: readonly VendorKind[] = [
  email('mailgun', {
    settings: { apiKey: 'key-s3cret/1', domain: 'mg.acme.example', isEuRegion: false },
    secrets: ['key-s3cret/1'],
    accept: says(200, { id: '<1@mg.acme.example>', message: 'Queued. Thank you.' }),
  }),
  email('sendgrid', {
    settings: { apiKey: 'SG.s3cret' },
    secrets: ['SG.s3cret'],
    accept: () => ({ status: 202, headers: { 'x-message-id': 'one' }, body: '' }),
  }),
  email('resend', {
    settings: { apiKey: 're_s3cret' },
    secrets: ['re_s3cret'],
    accept: ({ path, body }) =>
      json(
        200,
        path.endsWith('/batch')
          ? { data: (JSON.parse(body) as unknown[]).map((_, at) => ({ id: `r${at}` })) }
          : { id: 'r' },
      ),
  }),
  email('ses', {
    settings: { accessKey: 'AKIA1', secretKey: 'aws/s3cret', region: 'eu-central-1' },
    secrets: ['aws/s3cret'],
    accept: says(200, { MessageId: 'one' }),
  }),
  {
    ...{ kind: 'twilio', type: 'sms', secrets: ['twilio-s3cret'] },
    settings: { from, accountSid: 'AC1', authToken: 'twilio-s3cret' },
    accept: says(201, { sid: 'SM1', status: 'queued' }),
  },
  {
    ...{ kind: 'vonage', type: 'sms', secrets: ['vonage-s3cret'] },
    settings: { from, apiKey: 'key', apiSecret: 'vonage-s3cret' },
    accept: says(200, { 'message-count': '1', messages: [{ status: '0', to: '1' }] }),
  },
  {
    ...{ kind: 'telesign', type: 'sms', secrets: ['telesign-s3cret'] },
    settings: { from, customerId: 'C1', apiKey: 'telesign-s3cret' },
    accept: says(200, { reference_id: 'R', status: { code: 290, description: 'In progress' } }),
  },
  {
    ...{ kind: 'textmagic', type: 'sms', secrets: ['textmagic-s3cret'] },
    settings: { from, username: 'acme', apiKey: 'textmagic-s3cret' },
    accept: says(201, { id: 1, href: '/api/v2/messages/1', type: 'message' }),
  },
  {
    ...{ kind: 'msg91', type: 'sms', secrets: ['msg91-s3cret'] },
    settings: { templateId: 'T', senderId: 'S', authKey: 'msg91-s3cret' },
    accept: says(200, { type: 'success', message: 'R' }),
  },
  {
    ...{ kind: 'apns', type: 'push', secrets: [apple] },
    settings: {
      ...{ authKey: apple, authKeyId: 'ABC123DEFG', teamId: 'DEF123GHIJ' },
      bundleId: 'com.example.app',
    },
    accept: () => ({ status: 200, headers: { 'apns-id': 'one' }, body: '' }),
  },
  {
    ...{ kind: 'fcm', type: 'push', secrets: [google] },
    settings: {
      serviceAccountJSON: {
        ...{ project_id: 'acme', client_email: 'a@acme.iam.gserviceaccount.com' },
        private_key: google,
      },
    },
    accept: ({ path }) =>
      json(
        200,
        path === '/token'
          ? { access_token: 'granted', expires_in: 3600, token_type: 'Bearer' }
          : { name: 'projects/acme/messages/1' },
      ),
  },
]
