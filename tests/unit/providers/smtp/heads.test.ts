import fc from 'fast-check'
import MailComposer from 'nodemailer/lib/mail-composer'
import { describe, expect, it } from 'vitest'
import { createComposer } from '@main/providers/smtp/mime'

const date = new Date('2026-11-27T12:00:00Z')
const parts = {
  subject: 'Grüße an alle, die gerne sehr lange Betreffzeilen lesen – und noch etwas länger',
  content: 'Text',
  html: false,
  cc: ['Copy <copy@example.org>'],
  attachments: [],
  from: { name: 'Fernweh, Inc. ✓', address: 'hallo@example.org' },
  replyTo: { name: '', address: 'answers@example.org' },
  mailer: 'Acme 7',
}

/** What nodemailer writes for this one mail alone. */
const composed = async (to: string, messageId: string): Promise<string> => {
  const { from, replyTo, cc, subject, content, mailer } = parts
  const mail = new MailComposer({
    ...{ from, to, cc, replyTo, subject, date, messageId, text: content },
    headers: { 'X-Mailer': mailer },
  })
  const source = (await mail.compile().build()).toString()
  return source.slice(0, source.indexOf('\r\n\r\n') + 4)
}

describe('the headers of one mail of many', () => {
  it.each([
    'ann@example.com',
    'Ann.Ex+tag_1@mail.example-shop.com',
    'ann@EXAMPLE.com',
    'ann@exämple.com',
    'grüße@example.com',
    '"ann smith"@example.com',
    "o'neill@example.com",
    'ann@[127.0.0.1]',
    'ann@localhost',
    'ann@xn--exmple-cua.com',
    'a..b@example.com',
    '.ann@example.com',
    'ann(comment)@example.com',
    'ann@example.com, bob@example.com',
    'Ann <ann@example.com>',
    'ann@example.com\r\nBcc: bob@example.com',
    `${'a'.repeat(60)}@${'b'.repeat(60)}.example.com`,
    'to@placeholder.invalid',
    '',
  ])('to %o are those that nodemailer writes for it alone', async (to) => {
    const { toHead } = await createComposer(parts)
    const identity = { to, messageId: '<12.abc@example.org>', date }
    // Asked for in between, another mail leaves no trace.
    toHead({ ...identity, to: 'other@example.com' })
    expect(toHead(identity)).toBe(await composed(to, identity.messageId))
  })

  it('are those of nodemailer for whatever address and id', async () => {
    const { toHead } = await createComposer(parts)
    const address = fc.oneof(
      fc.emailAddress(),
      fc.emailAddress({ size: 'large' }),
      fc.string({ unit: fc.constantFrom(...'ab.@-_+<>,"( é\\') }),
    )
    const id = fc.oneof(
      fc.constant('<1.abc@example.org>'),
      fc.string().map((text) => `<${text}@example.org>`),
    )
    await fc.assert(
      fc.asyncProperty(address, id, async (to, messageId) => {
        expect(toHead({ to, messageId, date })).toBe(await composed(to, messageId))
      }),
    )
  })

  it('have the date of their mail', async () => {
    const { toHead } = await createComposer(parts)
    const dated = (time: string) =>
      toHead({ to: 'ann@example.com', messageId: '<1@example.org>', date: new Date(time) })
    expect(dated('2026-01-02T03:04:05Z')).toContain('Date: Fri, 02 Jan 2026 03:04:05 +0000\r\n')
    expect(dated('2026-01-02T03:04:06Z')).toContain('Date: Fri, 02 Jan 2026 03:04:06 +0000\r\n')
  })
})
