import { describe, expect, it } from 'vitest'
import type { SmtpScript } from '../../../support/scripted-smtp'
import { commands, greet, startScriptedSmtp, take } from '../../../support/scripted-smtp'
import { openSmtpChannel, sendTo } from '../../../support/smtp-channel'

const account = { username: 'me', password: 'secret' }

describe('another mail server of the list', () => {
  const takeOne =
    (mails: string[]): SmtpScript =>
    async (talk) => {
      await greet(talk, 'PIPELINING', 'AUTH PLAIN')
      await talk.line()
      talk.say('235 welcome')
      mails.push((await take(talk)).to)
      talk.say('250 taken')
    }

  it.each<[string, SmtpScript, object]>([
    [
      'refuses the sign-in',
      async (talk) => {
        await greet(talk, 'AUTH PLAIN')
        await talk.line()
        talk.say('535 no')
      },
      {},
    ],
    [
      'offers encryption and cannot',
      async (talk) => {
        await greet(talk, 'STARTTLS')
        await talk.line()
        talk.say('454 not now')
      },
      { autoTLS: true },
    ],
    ['is busy', async (talk) => talk.say('421 too busy'), {}],
    ['hangs up at once', async (talk) => talk.cut(), {}],
  ])('gets the mail when the first one %s', async (_, first, settings) => {
    const mails: string[] = []
    const one = await startScriptedSmtp(first)
    const other = await startScriptedSmtp(takeOne(mails))
    const host = `127.0.0.1:${one.port};127.0.0.1:${other.port}`
    await sendTo(openSmtpChannel(1, { host, ...account, ...settings }), 'ann')
    expect(mails).toEqual(['ann@example.com'])
    expect(one.connections()).toBe(1)
  })
})

describe('a server that leaves with two mails under way', () => {
  it.each<[string, string[]]>([
    ['says 421 for the answer to MAIL', ['421 closing']],
    ['hangs up behind the answer to MAIL', ['250 sender ok']],
    ['says 421 for the answer to RCPT', ['250 sender ok', '421 closing']],
  ])('and %s has the first; the second goes over another', async (_, lines) => {
    const mails: string[] = []
    const { port } = await startScriptedSmtp(async (talk, connection) => {
      // The second one is not let in, so that both mails are on the first.
      if (connection === 2) return talk.say('421 no more of you')
      await greet(talk, 'PIPELINING')
      mails.push((await take(talk)).to)
      if (connection > 2) return talk.say('250 taken')
      await commands(talk)
      talk.say('250 taken', ...lines)
      await new Promise((resolve) => setTimeout(resolve, 20))
      talk.cut()
    })
    const channel = openSmtpChannel(port)
    await Promise.all([sendTo(channel, 'ann'), sendTo(channel, 'bob')])
    expect(mails).toEqual(['ann@example.com', 'bob@example.com'])
  })
})
