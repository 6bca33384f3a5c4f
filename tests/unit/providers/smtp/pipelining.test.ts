import { describe, expect, it } from 'vitest'
import type { SmtpScript } from '../../../support/scripted-smtp'
import { commands, greet, startScriptedSmtp, take } from '../../../support/scripted-smtp'
import { openSmtpChannel, plainContent, sendTo } from '../../../support/smtp-channel'

const start = async (script: SmtpScript) => {
  const server = await startScriptedSmtp(script)
  return { server, channel: openSmtpChannel(server.port) }
}

describe('a server that takes several commands at a time', () => {
  it('gets the commands of a mail together, and the mail when it asks for it', async () => {
    const seen: string[] = []
    const { channel } = await start(async (talk) => {
      await greet(talk, 'PIPELINING')
      seen.push(await talk.line())
      seen.push(talk.unread())
      await talk.data().catch(() => undefined)
    })
    void sendTo(channel, 'ann').catch(() => undefined)
    await expect.poll(() => seen).toHaveLength(2)
    expect(seen).toEqual(['MAIL FROM:<hallo@example.org>', 'RCPT TO:<ann@example.com>\r\nDATA\r\n'])
  })

  it('gets the commands of the next mail right behind the mail, and no mail before its turn', async () => {
    const mails: { to: string; data: string }[] = []
    const unread: string[] = []
    const { channel, server } = await start(async (talk, connection) => {
      if (connection > 1) return talk.cut()
      await greet(talk, 'PIPELINING')
      mails.push(await take(talk))
      for (let at = 1; at < 5; at++) {
        // Nothing is answered until the commands of the next one are here.
        const to = await commands(talk)
        unread.push(talk.unread())
        talk.say('250 last one taken', '250 sender ok', '250 recipient ok', '354 go on')
        mails.push({ to, data: await talk.data() })
      }
      talk.say('250 taken')
    })
    const names = ['ann', 'bob', 'cy', 'di', 'ed']
    await Promise.all(names.map((name) => sendTo(channel, name)))

    expect(mails.map(({ to }) => to).sort()).toEqual(names.map((name) => `${name}@example.com`))
    for (const { to, data } of mails) expect(data).toContain(`\r\nTo: ${to}\r\n`)
    expect(unread).toEqual(['', '', '', ''])
    expect(server.connections()).toBeGreaterThan(1)
  })

  it('is told to forget a mail whose recipient it refused, with the next one', async () => {
    const seen: string[] = []
    const { channel } = await start(async (talk) => {
      await greet(talk, 'PIPELINING')
      await commands(talk)
      talk.say('250 sender ok', '550 no such mailbox', '503 no recipient')
      seen.push(await talk.line())
      talk.say('250 forgotten')
      seen.push((await take(talk)).to)
      talk.say('250 taken')
    })
    await expect(sendTo(channel, 'ann')).rejects.toMatchObject({
      ...{ category: 'rejected', scope: 'recipient', message: '550 no such mailbox' },
    })
    await sendTo(channel, 'bob')
    expect(seen).toEqual(['RSET', 'bob@example.com'])
  })

  it('that waits for the mail to nobody gets a lone dot', async () => {
    const seen: string[] = []
    const { channel, server } = await start(async (talk) => {
      await greet(talk, 'PIPELINING')
      await commands(talk)
      talk.say('250 sender ok', '450 not now', '354 go on')
      seen.push(await talk.line())
      talk.say('554 no recipient')
      seen.push(await talk.line())
      talk.say('250 forgotten')
      await take(talk)
      talk.say('250 taken')
    })
    await expect(sendTo(channel, 'ann')).rejects.toMatchObject({
      ...{ category: 'deferred', scope: 'recipient', message: '450 not now' },
    })
    await sendTo(channel, 'bob')
    expect(seen).toEqual(['.', 'RSET'])
    expect(server.connections()).toBe(1)
  })

  it('that waits for a mail of a refused sender is left', async () => {
    const { channel } = await start(async (talk) => {
      await greet(talk, 'PIPELINING')
      await commands(talk)
      talk.say('553 not from here', '250 recipient ok', '354 go on')
      await talk.data()
      throw new Error('It got a mail.')
    })
    await expect(sendTo(channel, 'ann')).rejects.toMatchObject({
      ...{ category: 'rejected', scope: 'provider', message: '553 not from here' },
    })
  })

  it('that refuses DATA alone is understood', async () => {
    const { channel } = await start(async (talk) => {
      await greet(talk, 'PIPELINING')
      await commands(talk)
      talk.say('250 sender ok', '250 recipient ok', '451 disk full')
    })
    await expect(sendTo(channel, 'ann')).rejects.toMatchObject({
      ...{ category: 'deferred', scope: 'recipient', message: '451 disk full' },
    })
  })

  it('may refuse some of the people in copy', async () => {
    const { channel } = await start(async (talk) => {
      await greet(talk, 'PIPELINING')
      for (let at = 0; at < 4; at++) await talk.line()
      await talk.line()
      talk.say('250 ok', '250 ann', '550-not', '550 here', '250 di', '354 go on')
      await talk.data()
      talk.say('250 taken')
    })
    const content = { ...plainContent, cc: ['cy@example.com'], bcc: ['di@example.com'] }
    expect(await sendTo(channel, 'ann', { content, withCopies: true })).toEqual({
      refused: new Map(),
      copiesSent: true,
      refusedCopies: [{ identifier: 'cy@example.com', error: '550 not here' }],
    })
  })

  it('may cut its answers wherever it likes', async () => {
    const mails: string[] = []
    const { channel } = await start(async (talk) => {
      const slowly = async (text: string) => {
        for (const byte of text) {
          talk.write(byte)
          await new Promise((resolve) => setTimeout(resolve, 1))
        }
      }
      await slowly('220 test\r\n')
      await talk.line()
      await slowly('250-test\r\n250 PIPELINING\r\n')
      for (let at = 0; at < 2; at++) {
        await commands(talk)
        await slowly('250-sender\r\n250 ok\r\n250 recipient ok\r\n354 go on\r\n')
        mails.push(await talk.data())
        await slowly('250-taken\r\n250 as 7\r\n')
      }
    })
    await sendTo(channel, 'ann')
    await sendTo(channel, 'bob')
    expect(mails).toHaveLength(2)
  })

  it('gets every dot and every end of line as they belong', async () => {
    const mails: string[] = []
    const { channel } = await start(async (talk) => {
      await greet(talk, 'PIPELINING')
      mails.push((await take(talk)).data)
      talk.say('250 taken')
    })
    const content = { ...plainContent, content: '.\none\r.two\r\n..three\n.\n' }
    await sendTo(channel, 'ann', { content })
    expect(mails[0]?.split('\r\n\r\n')[1]).toBe('..\r\none\r\n..two\r\n...three\r\n..')
  })

  it('gets a large mail whole', async () => {
    const mails: string[] = []
    const { channel } = await start(async (talk) => {
      await greet(talk, 'PIPELINING')
      for (let at = 0; at < 2; at++) {
        mails.push((await take(talk)).data)
        talk.say('250 taken')
      }
    })
    const file = { name: 'a.bin', mimeType: 'application/octet-stream' }
    const content = {
      ...plainContent,
      attachments: [{ ...file, content: Buffer.alloc(3_000_000, 'abc') }],
    }
    await sendTo(channel, 'ann', { content })
    await sendTo(channel, 'bob', { content })
    const [ann = '', bob = ''] = mails
    expect(ann.length).toBeGreaterThan(4_000_000)
    const body = (mail: string) => mail.slice(mail.indexOf('\r\n\r\n'))
    expect(body(bob)).toBe(body(ann))
  })
})

describe('a server that takes one command at a time', () => {
  it('gets one at a time', async () => {
    const unread: string[] = []
    const lines: string[] = []
    const { channel } = await start(async (talk) => {
      await greet(talk)
      for (const answer of ['250 ok', '250 ok', '354 go on']) {
        lines.push(await talk.line())
        await new Promise((resolve) => setTimeout(resolve, 20))
        unread.push(talk.unread())
        talk.say(answer)
      }
      await talk.data()
      await new Promise((resolve) => setTimeout(resolve, 20))
      unread.push(talk.unread())
      talk.say('250 taken')
      await talk.line()
    })
    await sendTo(channel, 'ann')
    expect(lines).toEqual(['MAIL FROM:<hallo@example.org>', 'RCPT TO:<ann@example.com>', 'DATA'])
    expect(unread.join('')).toBe('')
  })

  it('is asked for no mail to nobody, and told to forget it', async () => {
    const lines: string[] = []
    const { channel } = await start(async (talk) => {
      await greet(talk)
      for (const answer of ['250 ok', '550 no such mailbox', '250 forgotten', '250 ok', '250 ok']) {
        lines.push(await talk.line())
        talk.say(answer)
      }
      lines.push(await talk.line())
      talk.say('354 go on')
      await talk.data()
      talk.say('250 taken')
    })
    await expect(sendTo(channel, 'ann')).rejects.toMatchObject({ message: '550 no such mailbox' })
    await sendTo(channel, 'bob')
    expect(lines.map((line) => line.split(/[ :]/)[0])).toEqual([
      ...['MAIL', 'RCPT', 'RSET', 'MAIL', 'RCPT', 'DATA'],
    ])
  })

  it('that refuses the sender is asked nothing more about this mail', async () => {
    const { channel } = await start(async (talk) => {
      await greet(talk)
      await talk.line()
      talk.say('550 not from here')
      await talk.line()
      throw new Error('It was asked more.')
    })
    await expect(sendTo(channel, 'ann')).rejects.toMatchObject({
      ...{ category: 'rejected', scope: 'provider', message: '550 not from here' },
    })
  })
})
