import { describe, expect, it } from 'vitest'
import { formatAsciiMailbox, formatMailbox } from '@main/providers/mail/mailbox'

const address = 'a@b.example'

describe('a mailbox', () => {
  it.each([
    ['', 'a@b.example'],
    ['Acme', 'Acme <a@b.example>'],
    ['Grüße', 'Grüße <a@b.example>'],
    ['Acme, Inc.', '"Acme, Inc." <a@b.example>'],
    ['The "A" \\ Team', '"The \\"A\\" \\\\ Team" <a@b.example>'],
    ['Acme\r\nBcc: all@b.example', '"Acme Bcc: all@b.example" <a@b.example>'],
  ])('of %j reads %s', (name, text) => {
    expect(formatMailbox({ name, address })).toBe(text)
  })

  it('is written in ASCII for those who take nothing else, in words of 75 characters at most', () => {
    const name = 'Grüße aus der Straße 🎉 '.repeat(6).trim()
    const text = formatAsciiMailbox({ name, address })
    const words = text.replace(` <${address}>`, '').split(' ')
    expect(text).toMatch(/^[\x20-\x7e]+$/)
    expect(Math.max(...words.map((word) => word.length))).toBeLessThanOrEqual(75)
    const decoded = words.map((word) => Buffer.from(word.slice(10, -2), 'base64').toString())
    expect(decoded.join('')).toBe(name)
    expect(formatAsciiMailbox({ name: 'Acme', address })).toBe('Acme <a@b.example>')
  })
})
