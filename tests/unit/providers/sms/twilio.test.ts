import { describe, expect, it } from 'vitest'
import twilio from '@main/providers/sms/twilio'
import { openRecorded } from '../../../support/recorded-mail'
import { callFor, describeVendor } from '../../../support/vendor-conformance'

const accountSid = 'AC0123456789abcdef0123456789abcdef'
const settings = { from: '+15005550006', accountSid, authToken: 'tw+secret/1&2' }
const content = { type: 'sms', content: 'Hello & welcome ✓' } as const
const json = (status: number, body: unknown) => ({ status, body: JSON.stringify(body) })
const refusal = (status: number, code: number, message: string) =>
  json(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status })

describeVendor({
  provider: twilio,
  settings,
  secrets: ['tw+secret/1&2'],
  content,
  identifiers: ['+15551234567', '+15557654321', '+15550000000'],
  batchSize: 1,
  checkRequest: ({ method, path, headers, body }, [to]) => {
    expect(`${method} ${path}`).toBe(`POST /2010-04-01/Accounts/${accountSid}/Messages.json`)
    const credentials = Buffer.from(`${accountSid}:tw+secret/1&2`).toString('base64')
    expect(headers['authorization']).toBe(`Basic ${credentials}`)
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      ...{ To: to, From: '+15005550006', Body: 'Hello & welcome ✓' },
    })
  },
  accepted: () => json(201, { sid: 'SM1', status: 'queued', error_code: null }),
  unauthorized: refusal(401, 20003, 'Authenticate'),
  invalid: {
    reply: refusal(400, 21211, "Invalid 'To' Phone Number: +1555123XXXX"),
    says: /^Twilio refused: Invalid 'To' Phone Number: \+1555123XXXX \(400\)$/,
  },
  verify: {
    reply: json(200, { sid: accountSid, friendly_name: 'Acme', status: 'active' }),
    says: /^Signed in to the Twilio account “Acme”, which is active\. Nothing was sent\.$/,
  },
})

describe('twilio', () => {
  const meaningOf = async (status: number, code: number) => {
    const { channel } = openRecorded(twilio, settings, () => ({
      ...{ headers: {}, ...refusal(status, code, 'No.') },
    }))
    return channel.send(callFor(content, ['+15551234567'])).catch((error: unknown) => error)
  }

  it('asks only about the account to check the credentials', async () => {
    const { channel, requests } = openRecorded(twilio, settings)
    await channel.verify()
    expect(requests.map(({ method, url }) => [method, url])).toEqual([
      ['GET', `https://api.twilio.com/2010-04-01/Accounts/${accountSid}.json`],
    ])
  })

  it('knows whom a refusal concerns', async () => {
    expect(await meaningOf(400, 21610)).toMatchObject({ category: 'rejected', scope: 'recipient' })
    expect(await meaningOf(400, 21659)).toMatchObject({ category: 'validation', scope: 'provider' })
    expect(await meaningOf(403, 21408)).toMatchObject({ category: 'rejected', scope: 'recipient' })
    expect(await meaningOf(400, 21617)).toMatchObject({ category: 'validation', scope: 'provider' })
    expect(await meaningOf(400, 21611)).toMatchObject({ category: 'rate_limit', scope: 'provider' })
    expect(await meaningOf(429, 63038)).toMatchObject({ category: 'rejected', scope: 'provider' })
    expect(await meaningOf(404, 20404)).toMatchObject({ category: 'auth', scope: 'provider' })
    expect(await meaningOf(429, 20429)).toMatchObject({ category: 'rate_limit', retryable: true })
  })

  it('sends nothing longer than Twilio takes', async () => {
    const { channel, requests } = openRecorded(twilio, settings)
    const send = (length: number) =>
      channel.send(callFor({ type: 'sms', content: '😀'.repeat(length) }, ['+15551234567']))
    await send(1600)
    await expect(send(1601)).rejects.toThrow(
      'The text has 1601 characters; Twilio takes at most 1600. Nothing was sent.',
    )
    expect(requests).toHaveLength(1)
  })
})
