import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toData } from '@main/providers/smtp/dots'

const data = (text: string) => toData(Buffer.from(text)).toString()

describe('a body between DATA and the lone dot', () => {
  it.each([
    ['', ''],
    ['text', 'text\r\n'],
    ['text\r\n', 'text\r\n'],
    ['.', '..\r\n'],
    ['.a\r\n..b\r\nc.d\r\n.\r\n', '..a\r\n...b\r\nc.d\r\n..\r\n'],
    ['a\nb\rc\r\nd', 'a\r\nb\r\nc\r\nd\r\n'],
    ['a\r.\rb', 'a\r\n..\r\nb\r\n'],
    ['a\n.\nb', 'a\r\n..\r\nb\r\n'],
    ['a\n\r\r\nb', 'a\r\n\r\n\r\nb\r\n'],
    ['Grüße\r\n.✓', 'Grüße\r\n..✓\r\n'],
  ])('of %o is %o', (source, expected) => {
    expect(data(source)).toBe(expected)
  })

  it('is the very same bytes when nothing has to change', () => {
    const source = Buffer.from('one\r\ntwo\r\n')
    expect(toData(source)).toBe(source)
  })

  it('can be ended by nothing in it, and reads the same at the other end', () => {
    const pieces = fc.constantFrom('.', '\r', '\n', '\r\n', 'a', 'ü', ' ')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const text = parts.join('')
        const sent = data(text)
        expect(`\r\n${sent}`).not.toMatch(/\r\n\.\r\n/)
        expect(sent).not.toMatch(/\r(?!\n)|(?<!\r)\n/)
        const received = sent.replace(/^\./gm, '')
        const lines = text.replace(/\r\n|\r|\n/g, '\r\n')
        expect([lines, `${lines}\r\n`]).toContain(received)
      }),
    )
  })
})
