import { describe, expect, it } from 'vitest'
import type { SmtpScript } from '../../../support/scripted-smtp'
import { commands, greet, startScriptedSmtp, take } from '../../../support/scripted-smtp'
import { openSmtpChannel, plainContent, sendTo } from '../../../support/smtp-channel'

const start = async (script: SmtpScript) => {
  const server = await startScriptedSmtp(script)
  return { server, channel: openSmtpChannel(server.port) }
}

/** Takes whatever comes; answers the recipients. */
const takeAll = async (talk: Parameters<SmtpScript>[0], mails: string[]): Promise<void> => {
  for (;;) {
    mails.push((await take(talk)).to)
    talk.say('250 taken')
  }
}

const lost = { category: 'network', scope: 'provider' }
const unknown = { category: 'unknown', scope: 'outcome' }

describe('a connection that ends', () => {
  it('before the mail was handed over has cost nobody a mail', async () => {
    const { channel } = await start(async (talk) => {
      await greet(talk, 'PIPELINING')
      await commands(talk)
      talk.cut()
    })
    await expect(sendTo(channel, 'ann')).rejects.toMatchObject(lost)
  })

  it('after the mail was handed over leaves its outcome unknown', async () => {
    const { channel } = await start(async (talk) => {
      await greet(talk, 'PIPELINING')
      await take(talk)
      talk.cut()
    })
    await expect(sendTo(channel, 'ann')).rejects.toMatchObject(unknown)
  })

  it('between two mails costs the second one nothing: it goes over another one', async () => {
    const mails: string[] = []
    const { channel, server } = await start(async (talk, connection) => {
      await greet(talk, 'PIPELINING')
      if (connection > 1) return await takeAll(talk, mails)
      mails.push((await take(talk)).to)
      talk.say('250 taken')
      await commands(talk)
      talk.cut()
    })
    await sendTo(channel, 'ann')
    await sendTo(channel, 'bob')
    expect(mails).toEqual(['ann@example.com', 'bob@example.com'])
    expect(server.connections()).toBe(2)
  })

  it('leaves the first of two mails unknown, and sends the second over another one', async () => {
    const mails: string[] = []
    const { channel } = await start(async (talk, connection) => {
      // The second one is not let in, so that both mails are on the first.
      if (connection === 2) return talk.say('421 no more of you')
      await greet(talk, 'PIPELINING')
      if (connection > 2) return await takeAll(talk, mails)
      await take(talk)
      await commands(talk)
      talk.cut()
    })
    const outcomes = await Promise.allSettled([sendTo(channel, 'ann'), sendTo(channel, 'bob')])
    expect(outcomes).toMatchObject([
      { status: 'rejected', reason: unknown },
      { status: 'fulfilled' },
    ])
    expect(mails).toEqual(['bob@example.com'])
  })

  it('in the middle of a large mail has cost nobody a mail', async () => {
    const { channel } = await start(async (talk) => {
      await greet(talk, 'PIPELINING')
      await commands(talk)
      talk.say('250 sender ok', '250 recipient ok', '354 go on')
      while (talk.unread().length < 100_000) await new Promise((resolve) => setTimeout(resolve, 5))
      talk.cut()
    })
    const file = { name: 'a.bin', mimeType: 'application/octet-stream' }
    const attachments = [{ ...file, content: Buffer.alloc(20_000_000) }]
    const content = { ...plainContent, attachments }
    await expect(sendTo(channel, 'ann', { content })).rejects.toMatchObject(lost)
  })

  it('for want of manners of the server is left, before the mail is handed over', async () => {
    const { channel } = await start(async (talk) => {
      await greet(talk, 'PIPELINING')
      await commands(talk)
      talk.write('HTTP/1.1 400 Bad Request\r\n')
      await talk.gone()
    })
    await expect(sendTo(channel, 'ann')).rejects.toMatchObject({
      ...lost,
      message: 'The connection was lost: an answer that is not SMTP: HTTP/1.1 400 Bad Request',
    })
  })

  it('while nobody needs it is not missed', async () => {
    const mails: string[] = []
    const { channel, server } = await start(async (talk) => {
      await greet(talk, 'PIPELINING')
      mails.push((await take(talk)).to)
      talk.say('250 taken', '421 idle for too long')
    })
    await sendTo(channel, 'ann')
    await expect.poll(() => mails.length).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 20))
    await sendTo(channel, 'bob')
    expect(mails).toEqual(['ann@example.com', 'bob@example.com'])
    expect(server.connections()).toBe(2)
  })
})

describe('a server that closes with 421', () => {
  const closing = { category: 'deferred', message: '421 too many' }

  it('at the first mail of a connection is given time', async () => {
    const { channel } = await start(async (talk) => {
      await greet(talk, 'PIPELINING')
      await commands(talk)
      talk.say('421 too many')
    })
    await expect(sendTo(channel, 'ann')).rejects.toMatchObject(closing)
  })

  it('at a later one gets it over another connection', async () => {
    const mails: string[] = []
    const { channel } = await start(async (talk, connection) => {
      await greet(talk, 'PIPELINING')
      if (connection > 1) return await takeAll(talk, mails)
      await take(talk)
      talk.say('250 taken')
      await commands(talk)
      talk.say('421 too many')
    })
    await sendTo(channel, 'ann')
    await sendTo(channel, 'bob')
    expect(mails).toEqual(['bob@example.com'])
  })

  it('instead of taking the mail has not taken it', async () => {
    const { channel } = await start(async (talk) => {
      await greet(talk, 'PIPELINING')
      await take(talk)
      talk.say('421 too many')
    })
    await expect(sendTo(channel, 'ann')).rejects.toMatchObject(closing)
  })

  it('at the greeting does not take mail', async () => {
    const { channel, server } = await start(async (talk) => talk.say('421 too many'))
    await expect(sendTo(channel, 'ann')).rejects.toMatchObject({
      ...{ category: 'deferred', scope: 'provider' },
      message: `127.0.0.1:${server.port} does not take mail: 421 too many`,
    })
  })

  it('with one command at a time is understood as well', async () => {
    const { channel } = await start(async (talk) => {
      await greet(talk)
      await talk.line()
      talk.say('250 ok')
      await talk.line()
      talk.say('421 too many')
    })
    await expect(sendTo(channel, 'ann')).rejects.toMatchObject(closing)
  })
})

describe('a mail that cannot be sent to this server', () => {
  const impossible = { category: 'validation', scope: 'recipient' }

  it('because of its size is not begun', async () => {
    const lines: string[] = []
    const { channel } = await start(async (talk) => {
      await greet(talk, 'PIPELINING', 'SIZE 2000')
      lines.push(await talk.line())
      lines.push(await talk.line())
      lines.push(await talk.line())
      talk.say('250 ok', '250 ok', '354 go on')
      const data = await talk.data()
      lines.push(String(data.length + 2))
      talk.say('250 taken')
    })
    const content = { ...plainContent, content: 'x'.repeat(2000) }
    await expect(sendTo(channel, 'ann', { content })).rejects.toMatchObject(impossible)
    await sendTo(channel, 'bob')
    expect(lines[0]).toBe(`MAIL FROM:<hallo@example.org> SIZE=${lines[3]}`)
  })

  it.each([
    'ann@example.com>\r\nRCPT TO:<bob@example.com',
    'a<b@example.com',
    'a\0@example.com',
    '',
  ])('because of its address %o does not reach it', async (identifier) => {
    const lines: string[] = []
    const { channel } = await start(async (talk) => {
      await greet(talk, 'PIPELINING')
      lines.push(await talk.line())
    })
    const recipients = [{ identifier, key: '1' }]
    await expect(sendTo(channel, 'x', { recipients })).rejects.toMatchObject(impossible)
    channel.close()
    await expect.poll(() => lines).toEqual(['QUIT'])
  })

  it('unless it knows letters of all languages', async () => {
    const envelopes: string[][] = []
    const { channel } = await start(async (talk) => {
      await greet(talk, ...['PIPELINING', 'SMTPUTF8', '8BITMIME'])
      for (let at = 0; at < 2; at++) {
        envelopes.push([await talk.line(), await talk.line(), await talk.line()])
        talk.say('250 ok', '250 ok', '354 go on')
        await talk.data()
        talk.say('250 taken')
      }
    })
    const to = (identifier: string) =>
      sendTo(channel, 'x', { recipients: [{ identifier, key: '1' }] })
    await to('jörg@exämple.com')
    await to('ann@exämple.com')
    const text = envelopes.map((lines) => Buffer.from(lines.join('\n'), 'latin1').toString())
    expect(text).toEqual([
      'MAIL FROM:<hallo@example.org> SMTPUTF8\nRCPT TO:<jörg@xn--exmple-cua.com>\nDATA',
      'MAIL FROM:<hallo@example.org>\nRCPT TO:<ann@xn--exmple-cua.com>\nDATA',
    ])

    const plain = await start((talk) => greet(talk, 'PIPELINING'))
    const recipients = [{ identifier: 'jörg@example.com', key: '1' }]
    await expect(sendTo(plain.channel, 'x', { recipients })).rejects.toMatchObject({
      ...impossible,
      message: 'The server takes no address with such letters: jörg@example.com',
    })
  })
})
