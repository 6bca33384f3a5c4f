import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createHmacSha256 } from '@main/providers/http/hmac'

describe('HMAC-SHA-256', () => {
  it('is what RFC 4231 says, case 2', () => {
    expect(createHmacSha256(Buffer.from('Jefe'))('what do ya want for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
  })

  it.each([1, 32, 63, 64, 65, 131])('is what Node makes of a key of %i bytes', (size) => {
    const key = Buffer.from(Array.from({ length: size }, (_, at) => (at * 37 + size) % 256))
    const sign = createHmacSha256(key)
    for (const text of ['', 'Grüße', 'x'.repeat(5000), 'again'])
      expect(sign(text)).toBe(createHmac('sha256', key).update(text).digest('hex'))
  })
})
