import { describe, expect, it } from 'vitest'
import msg91 from '@main/providers/sms/msg91'
import { openRecorded } from '../../../support/recorded-mail'
import { callFor, describeVendor } from '../../../support/vendor-conformance'

const settings = { templateId: '60f1', senderId: 'ACMEIN', authKey: 'ms+secret/1&2' }
const content = { type: 'sms', content: 'Hello & welcome' } as const
const json = (status: number, body: unknown) => ({ status, body: JSON.stringify(body) })
const success = json(200, { type: 'success', message: '5762846b4f8d285d378b4567' })
const failure = (message: string, code?: string | number) =>
  json(200, { type: 'error', message, code })

describeVendor({
  provider: msg91,
  settings,
  secrets: ['ms+secret/1&2'],
  content,
  identifiers: ['+919898989898', '+919797979797', '+919696969696'],
  batchSize: 100,
  checkRequest: ({ method, path, headers, body }, identifiers) => {
    expect(`${method} ${path}`).toBe('POST /api/v5/flow/')
    expect(headers).toMatchObject({ authkey: 'ms+secret/1&2', 'content-type': 'application/json' })
    expect(JSON.parse(body)).toEqual({
      ...{ template_id: '60f1', sender: 'ACMEIN' },
      recipients: identifiers.map((number) => ({
        ...{ mobiles: number.slice(1), content: 'Hello & welcome', otp: 'Hello & welcome' },
      })),
    })
  },
  accepted: () => success,
  partial: {
    reply: ({ body }) => (body.includes('919797979797') ? failure('Invalid number') : success),
    says: /^Msg91 refused: Invalid number$/,
  },
  unauthorized: json(401, { type: 'error', message: 'AuthenticationFailure', code: '201' }),
  invalid: { reply: failure('template id missing'), says: /^Msg91 refused: template id missing$/ },
  verify: {
    reply: { status: 200, body: '4321' },
    says: /^Msg91 accepts the auth key; 4321 messages are left on the transactional route\./,
  },
})

describe('msg91', () => {
  const send = (code: string | number) =>
    openRecorded(msg91, settings, () => ({ headers: {}, ...failure('No.', code) }))
      .channel.send(callFor(content, ['+919898989898']))
      .catch((error: unknown) => error)

  it('says when letters are beyond the alphabet of GSM', async () => {
    const { channel, requests } = openRecorded(msg91, settings)
    await channel.send(callFor({ type: 'sms', content: 'नमस्ते' }, ['+919898989898']))
    expect(JSON.parse(String(requests[0]?.body))).toMatchObject({ unicode: 1 })
  })

  it('takes an error for one although the status is 200', async () => {
    expect(await send('207')).toMatchObject({ category: 'auth', scope: 'provider' })
    expect(await send('301')).toMatchObject({ category: 'rejected', scope: 'provider' })
    expect(await send('202')).toMatchObject({ category: 'validation', scope: 'recipient' })
    expect(await send(203)).toMatchObject({ category: 'validation', scope: 'provider' })
    expect(await send(306)).toMatchObject({ category: 'rejected', scope: 'provider' })
    expect(await send('001')).toMatchObject({ category: 'server', retryable: true })
  })

  it('is in doubt when Msg91 has had the same request a moment before', async () => {
    expect(await send('311')).toMatchObject({ scope: 'outcome', retryable: false })
  })
})
