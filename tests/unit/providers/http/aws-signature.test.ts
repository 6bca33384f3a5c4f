import { describe, expect, it } from 'vitest'
import type { HttpRequest } from '@main/providers/http/request'
import { createAwsSigner } from '@main/providers/http/aws-signature'

/** AWS's published test suite for Signature Version 4: its credentials, time and results. */
const signer = {
  accessKey: 'AKIDEXAMPLE',
  secretKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  ...{ region: 'us-east-1', service: 'service' },
  clock: () => Date.parse('2015-08-30T12:36:00Z'),
}
const url = 'https://example.amazonaws.com/'
const form = 'application/x-www-form-urlencoded'

type Signed = HttpRequest & { readonly body?: string }

const suite: readonly [string, Signed, string][] = [
  [
    'get-vanilla',
    { method: 'GET', url, headers: {} },
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  ],
  [
    'get-vanilla-query-order-key-case',
    { method: 'GET', url: `${url}?Param2=value2&Param1=value1`, headers: {} },
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  [
    'post-vanilla',
    { method: 'POST', url, headers: {} },
    '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  ],
  [
    'post-x-www-form-urlencoded',
    { method: 'POST', url, headers: { 'Content-Type': form }, body: 'Param1=value1' },
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
]

const vanilla = { method: 'GET', url, headers: {} } as const

describe('AWS Signature Version 4', () => {
  it.each(suite)('%s', (_, { body, ...frame }, signature) => {
    const { headers } = createAwsSigner(signer)(frame)(body)
    expect(headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20150830\/us-east-1\/service\/aws4_request, SignedHeaders=/,
    )
    expect(headers['authorization']?.split('Signature=')[1]).toBe(signature)
    expect(headers['x-amz-date']).toBe('20150830T123600Z')
  })

  it('derives another key every day', () => {
    let now = signer.clock()
    const sign = createAwsSigner({ ...signer, clock: () => now })(vanilla)
    const first = sign()
    now += 24 * 60 * 60 * 1000
    expect(sign()).toEqual(createAwsSigner({ ...signer, clock: () => now })(vanilla)())
    expect(sign()).not.toEqual(first)
    now = signer.clock()
    expect(sign()).toEqual(first)
  })

  it('signs every body of a second with its own signature, and every second with its own time', () => {
    let now = signer.clock()
    const sign = createAwsSigner({ ...signer, clock: () => now })(vanilla)
    const anew = (body: string) =>
      createAwsSigner({ ...signer, clock: () => now })(vanilla)(body).headers
    expect(sign('one').headers).toEqual(anew('one'))
    expect(sign('two').headers).toEqual(anew('two'))
    expect(anew('two')).not.toEqual(anew('one'))
    now += 1000
    expect(sign('two').headers).toEqual(anew('two'))
    expect(sign('two').headers['x-amz-date']).toBe('20150830T123601Z')
  })
})
