import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createReplyReader, toWords } from '@main/providers/smtp/replies'

const read = (...pieces: (string | Buffer)[]) => {
  const reader = createReplyReader()
  return pieces.flatMap((piece) => reader.read(Buffer.from(piece)))
}

describe('the replies of a server', () => {
  const talk = '220 hello\r\n250-first\r\n250-second ✓\r\n250 third\r\n354\r\n550 Grüße\r\n'

  it('are read line by line, with several lines and with none of words', () => {
    expect(read(talk)).toEqual([
      { code: 220, lines: ['hello'] },
      { code: 250, lines: ['first', 'second ✓', 'third'] },
      { code: 354, lines: [''] },
      { code: 550, lines: ['Grüße'] },
    ])
  })

  it('are the same however they are cut', () => {
    const bytes = Buffer.from(talk)
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length]
        const pieces = places.slice(1).map((end, at) => bytes.subarray(places[at], end))
        expect(read(...pieces)).toEqual(read(talk))
      }),
    )
  })

  it('come whole or not at all', () => {
    const reader = createReplyReader()
    expect(reader.read(Buffer.from('250-one\r\n250 tw'))).toEqual([])
    expect(reader.isEmpty()).toBe(false)
    expect(reader.read(Buffer.from('o\r\n'))).toHaveLength(1)
    expect(reader.isEmpty()).toBe(true)
  })

  it('may end in LF alone and leave empty lines between them', () => {
    expect(read('\r\n250 a\n\n250 b\r\n')).toEqual([
      { code: 250, lines: ['a'] },
      { code: 250, lines: ['b'] },
    ])
  })

  it('that are no UTF-8 stay as they are, byte for byte', () => {
    expect(read(Buffer.from('250 Gr\xfc\xdfe\r\n', 'latin1'))[0]?.lines).toEqual(['Gr\xfc\xdfe'])
  })

  it.each(['HTTP/1.1 400 Bad Request', '25 short', '2500 long', '250_no'])(
    'are not like %o',
    (line) => {
      expect(() => read(`${line}\r\n`)).toThrow(`an answer that is not SMTP: ${line}`)
    },
  )

  it('must end some time', () => {
    const reader = createReplyReader()
    const endless = () => {
      for (let at = 0; at < 2000; at++) reader.read(Buffer.from(`250-${'x'.repeat(100)}\r\n`))
    }
    expect(endless).toThrow('an answer without end')
    expect(() => read('2'.repeat(70_000))).toThrow('an answer without end')
  })

  it('read as one line for people', () => {
    expect(read('550-no such\r\n550  mailbox\r\n').map(toWords)).toEqual(['550 no such mailbox'])
  })
})
