import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createHmacSha256, createSha256 } from '@main/providers/http/hmac'

const tails = ['0'.repeat(64), 'abc'.padEnd(64, '~'), '0'.repeat(64)]

describe('HMAC-SHA-256', () => {
  it('is what RFC 4231 says, case 2', () => {
    const sign = createHmacSha256(Buffer.from('Jefe'), 'what do ya want ', 12)
    expect(sign('for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
  })

  it.each([1, 32, 63, 64, 65, 131])('is what Node makes of a key of %i bytes', (size) => {
    const key = Buffer.from(Array.from({ length: size }, (_, at) => (at * 37 + size) % 256))
    for (const head of ['', 'Grüße', 'x'.repeat(5000)]) {
      const sign = createHmacSha256(key, head, 64)
      for (const tail of tails)
        expect(sign(tail)).toBe(
          createHmac('sha256', key)
            .update(head + tail)
            .digest('hex'),
        )
    }
  })
})

describe('SHA-256 of texts with one beginning', () => {
  it('is what Node makes of each as a whole', () => {
    const hashOf = createSha256(Buffer.from('Grüße\n'), 64)
    for (const tail of tails)
      expect(hashOf(tail)).toBe(createHash('sha256').update(`Grüße\n${tail}`).digest('hex'))
  })
})
