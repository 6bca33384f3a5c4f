import { describe, expect, it } from 'vitest'
import textmagic from '@main/providers/sms/textmagic'
import { openRecorded } from '../../../support/recorded-mail'
import { callFor, describeVendor } from '../../../support/vendor-conformance'

const settings = { from: '+15005550006', username: 'acme', apiKey: 'tm+secret/1&2' }
const content = { type: 'sms', content: 'Hello & welcome ✓' } as const
const json = (status: number, body: unknown) => ({ status, body: JSON.stringify(body) })
const session = json(201, {
  ...{ id: 49575710, href: '/api/v2/sessions/49575710', type: 'session' },
  ...{ sessionId: 49575710, bulkId: null, messageId: null, scheduleId: null },
})
const wrongNumber = json(400, {
  ...{ code: 400, message: 'Validation Failed' },
  errors: { common: [], fields: { phones: ['Phone number 15557654321 is not valid.'] } },
})

describeVendor({
  provider: textmagic,
  settings,
  secrets: ['tm+secret/1&2'],
  content,
  identifiers: ['+15551234567', '+15557654321', '+15550000000'],
  batchSize: 1000,
  checkRequest: ({ method, path, headers, body }, identifiers) => {
    expect(`${method} ${path}`).toBe('POST /api/v2/messages')
    expect(headers).toMatchObject({ 'x-tm-username': 'acme', 'x-tm-key': 'tm+secret/1&2' })
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      ...{ text: 'Hello & welcome ✓', from: '15005550006' },
      phones: identifiers.map((number) => number.slice(1)).join(','),
    })
  },
  accepted: () => session,
  partial: {
    reply: ({ body }) => (body.includes('15557654321') ? wrongNumber : session),
    says: /^Textmagic refused: Validation Failed: Phone number 15557654321 is not valid\. \(400\)$/,
  },
  unauthorized: json(401, { code: 401, message: 'Invalid username/token', errors: [] }),
  invalid: {
    reply: json(400, {
      ...{ code: 400, message: 'Validation Failed' },
      errors: { common: ['Not enough balance.'], fields: [] },
    }),
    says: /^Textmagic refused: Validation Failed: Not enough balance\. \(400\)$/,
  },
  verify: {
    reply: json(200, { id: 305, username: 'acme.inc', balance: 208.64 }),
    says: /^Signed in to Textmagic as acme\.inc\. Nothing was sent\.$/,
  },
})

describe('textmagic', () => {
  it.each([
    [{ common: [], fields: { text: ['The text is too long.'] } }, 'validation'],
    [{ common: [], fields: { from: ['This sender is not allowed.'] } }, 'validation'],
    [{ common: ['Not enough balance.'], fields: [] }, 'rejected'],
  ])('asks once when nobody’s number is wrong: %j', async (errors, category) => {
    const { channel, requests } = openRecorded(textmagic, settings, () => ({
      ...{ headers: {}, ...json(400, { code: 400, message: 'Validation Failed', errors }) },
    }))
    const call = callFor(content, ['+15551234567', '+15557654321'])
    await expect(channel.send(call)).rejects.toMatchObject({ category, scope: 'provider' })
    expect(requests).toHaveLength(1)
  })

  it('names no sender when there is none', async () => {
    const { channel, requests } = openRecorded(textmagic, { ...settings, from: '' })
    await channel.send(callFor(content, ['+15551234567']))
    expect(new URLSearchParams(String(requests[0]?.body)).has('from')).toBe(false)
  })
})
