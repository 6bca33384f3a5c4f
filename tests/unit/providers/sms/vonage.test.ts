import { describe, expect, it } from 'vitest'
import vonage from '@main/providers/sms/vonage'
import { openRecorded } from '../../../support/recorded-mail'
import { callFor, describeVendor } from '../../../support/vendor-conformance'

const settings = { from: '+15005550006', apiKey: 'abcd1234', apiSecret: 'vo+secret/1&2' }
const content = { type: 'sms', content: 'Hello & welcome' } as const
const json = (status: number, body: unknown) => ({ status, body: JSON.stringify(body) })
const parts = (...messages: object[]) =>
  json(200, { 'message-count': String(messages.length), messages })
const taken = { to: '15551234567', 'message-id': '0A0000000123ABCD1', status: '0' }
const refused = (status: string, text: string) => ({ status, 'error-text': text })

describeVendor({
  provider: vonage,
  settings,
  secrets: ['vo+secret/1&2'],
  content,
  identifiers: ['+15551234567', '+15557654321', '+15550000000'],
  batchSize: 1,
  checkRequest: ({ method, path, headers, body }, [to]) => {
    expect(`${method} ${path}`).toBe('POST /sms/json')
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      ...{ api_key: 'abcd1234', api_secret: 'vo+secret/1&2' },
      ...{ from: '15005550006', to: to?.slice(1), text: 'Hello & welcome' },
    })
  },
  accepted: () => parts(taken),
  unauthorized: json(401, {
    type: 'UNAUTHORIZED',
    title: 'You did not provide correct credentials.',
  }),
  invalid: {
    reply: parts(refused('3', 'Invalid to parameter')),
    says: /^Vonage refused: Invalid to parameter$/,
  },
  verify: {
    reply: json(200, { value: 10.286, autoReload: false }),
    says: /^Vonage accepts the key; the account’s balance is 10\.29 EUR\. Nothing was sent\.$/,
  },
})

describe('vonage', () => {
  const open = (...messages: object[]) =>
    openRecorded(vonage, settings, () => ({ headers: {}, ...parts(...messages) }))
  const send = (...messages: object[]) =>
    open(...messages)
      .channel.send(callFor(content, ['+15551234567']))
      .catch((error: unknown) => error)

  it('says when letters are beyond the alphabet of GSM, and keeps a word as sender', async () => {
    const { channel, requests } = openRecorded(vonage, { ...settings, from: 'ACME' })
    for (const text of ['{Grüße} 5 €', 'Grüße ✓'])
      await channel.send(callFor({ type: 'sms', content: text }, ['+15551234567']))
    const forms = requests.map(({ body }) => new URLSearchParams(String(body)))
    expect(forms.map((form) => form.get('type'))).toEqual([null, 'unicode'])
    expect(forms[0]?.get('from')).toBe('ACME')
  })

  it('takes the number 0 for the text that Vonage sends', async () => {
    expect(await send({ ...taken, status: 0 })).toMatchObject({ refused: new Map() })
  })

  it.each([
    ['1', { category: 'rate_limit', scope: 'provider', retryable: true }],
    ['4', { category: 'auth', scope: 'provider' }],
    ['5', { category: 'server', retryable: true }],
    ['7', { category: 'rejected', scope: 'recipient' }],
    ['9', { category: 'rejected', scope: 'provider' }],
    ['15', { category: 'validation', scope: 'provider' }],
    ['12', { category: 'validation', scope: 'recipient' }],
  ])('knows what status %s means', async (status, meaning) => {
    expect(await send(refused(status, 'No.'))).toMatchObject(meaning)
  })

  it('is in doubt about a long text of which only a part was taken', async () => {
    expect(await send(taken, refused('1', 'Throttled'))).toMatchObject({
      scope: 'outcome',
      message: expect.stringContaining('only a part of this long text: Throttled') as string,
    })
    expect(await send(taken, taken)).toMatchObject({ refused: new Map() })
  })

  it('keeps the key out of the address that checks it', async () => {
    const { channel, requests } = openRecorded(vonage, settings)
    await channel.verify()
    expect(requests[0]).toMatchObject({
      method: 'GET',
      url: 'https://rest.nexmo.com/account/get-balance',
      headers: {
        authorization: `Basic ${Buffer.from('abcd1234:vo+secret/1&2').toString('base64')}`,
      },
    })
  })
})
