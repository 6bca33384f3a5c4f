import * as tls from 'node:tls'
import type { SMTPServerOptions } from 'smtp-server'
import { describe, expect, it, onTestFinished } from 'vitest'
import { enter } from '@main/providers/smtp/handshake'
import type { SmtpHost } from '@main/providers/smtp/hosts'
import { patience } from '@main/providers/smtp/patience'
import type { Account } from '@main/providers/smtp/sign-in'
import { createTranslator } from '@main/providers/smtp/trouble'
import type { SmtpScript } from '../../../support/scripted-smtp'
import { greet, startScriptedSmtp } from '../../../support/scripted-smtp'
import { otherSelfSigned } from '../../../support/self-signed'
import { openSmtpChannel, sendTo } from '../../../support/smtp-channel'
import { startSmtp } from '../../../support/smtp-sink'

const real = async (options: SMTPServerOptions) => {
  const sink = await startSmtp({ server: { ...otherSelfSigned, ...options } })
  onTestFinished(() => sink.close())
  return sink
}

interface Visit {
  readonly security?: SmtpHost['security']
  readonly account?: Account
  readonly entryMs?: number
}

const visit = async (port: number, { security = 'none', account, entryMs = 5000 }: Visit = {}) => {
  const translate = createTranslator(account ? [account.pass] : [])
  const host = { host: '127.0.0.1', port, security }
  const welcome = await enter(host, { account, translate, patience: { ...patience, entryMs } })
  welcome.wire.quit()
  return welcome
}

const visitScript = async (script: SmtpScript, how?: Visit) =>
  await visit((await startScriptedSmtp(script)).port, how)

describe('encryption', () => {
  const mailTo = async (port: number, settings: object) => {
    await sendTo(openSmtpChannel(port, { ...settings }), 'ann')
  }

  it('is taken when offered, whatever the certificate', async () => {
    const { port, mails } = await real({ disabledCommands: ['AUTH'] })
    await mailTo(port, { autoTLS: true })
    expect(mails).toHaveLength(1)
    expect((await visit(port, { security: 'opportunistic' })).wire.isSecure()).toBe(true)
  })

  it('is left out when not offered, or not wanted', async () => {
    const { port } = await real({ disabledCommands: ['AUTH', 'STARTTLS'] })
    expect((await visit(port, { security: 'opportunistic' })).wire.isSecure()).toBe(false)
    const offering = await real({ disabledCommands: ['AUTH'] })
    expect((await visit(offering.port)).wire.isSecure()).toBe(false)
  })

  it('that must be needs a certificate one can trust', async () => {
    const { port, mails } = await real({ disabledCommands: ['AUTH'] })
    await expect(mailTo(port, { encryption: 'tls' })).rejects.toMatchObject({
      ...{ category: 'network', scope: 'provider' },
      message: expect.stringMatching(/cannot encrypt: .*self-signed certificate/),
    })
    const secure = await real({ disabledCommands: ['AUTH'], secure: true })
    await expect(mailTo(secure.port, { encryption: 'ssl' })).rejects.toMatchObject({
      message: expect.stringMatching(/cannot encrypt: .*self-signed certificate/),
    })
    expect(mails).toEqual([])
  })

  it.skipIf(!('setDefaultCACertificates' in tls))(
    'that must be is fine with one, at once or after STARTTLS',
    async () => {
      const trusted = tls.getCACertificates('default')
      tls.setDefaultCACertificates([...trusted, otherSelfSigned.cert])
      onTestFinished(() => tls.setDefaultCACertificates(trusted))
      const upgraded = await real({ disabledCommands: ['AUTH'] })
      await mailTo(upgraded.port, { encryption: 'tls' })
      const secure = await real({ disabledCommands: ['AUTH'], secure: true })
      await mailTo(secure.port, { encryption: 'ssl' })
      expect([...upgraded.mails, ...secure.mails]).toHaveLength(2)
    },
  )

  it('from the first byte, asked of a port that begins in clear, says so', async () => {
    const { port } = await real({ disabledCommands: ['AUTH'] })
    await expect(visit(port, { security: 'implicit' })).rejects.toMatchObject({
      ...{ category: 'network', scope: 'provider' },
      message: expect.stringMatching(/^127\.0\.0\.1:\d+ begins without encryption on this port: /),
    })
  })

  it('that must be and is not offered is asked for, and missed', async () => {
    const { port } = await real({ disabledCommands: ['AUTH', 'STARTTLS'] })
    await expect(visit(port, { security: 'required' })).rejects.toMatchObject({
      ...{ category: 'network', scope: 'provider' },
      message: expect.stringMatching(/cannot encrypt: 5\d\d /),
    })
  })

  it('that is offered and then refused is not done without', async () => {
    const script: SmtpScript = async (talk) => {
      await greet(talk, 'STARTTLS')
      await talk.line()
      talk.say('454 not now')
    }
    await expect(visitScript(script, { security: 'opportunistic' })).rejects.toMatchObject({
      message: expect.stringMatching(/cannot encrypt: 454 not now/),
    })
  })

  it.each([
    ['a whole answer', '220 go\r\n250-evil\r\n250 AUTH PLAIN\r\n'],
    ['half an answer', '220 go\r\n250-evil'],
    ['an answer of its own', '220 go\r\n220 evil\r\n'],
  ])('does not begin when %s came in clear behind the promise', async (_, promise) => {
    for (const security of ['opportunistic', 'required'] as const) {
      const came: string[] = []
      const script: SmtpScript = async (talk) => {
        await greet(talk, 'STARTTLS')
        await talk.line()
        talk.write(promise)
        await talk.gone()
        came.push(talk.unread())
      }
      const account = { user: 'me', pass: 'secret' }
      await expect(visitScript(script, { security, account })).rejects.toMatchObject({
        scope: 'provider',
      })
      await expect.poll(() => came).toEqual([''])
    }
  })

  it('forgets what was offered in clear', async () => {
    const { port } = await real({ disabledCommands: ['AUTH'], size: 12_345 })
    const { abilities, wire } = await visit(port, { security: 'opportunistic' })
    expect(wire.isSecure()).toBe(true)
    expect(abilities).toMatchObject({ pipelining: true, largest: 12_345, eightBit: true })
  })
})

describe('signing in', () => {
  const account = { user: 'me', pass: 'påss' }

  it.each(['PLAIN', 'LOGIN', 'CRAM-MD5'])('goes by %s', async (method) => {
    const users: string[] = []
    const { port } = await real({
      authMethods: [method],
      disabledCommands: ['STARTTLS'],
      onAuth: (auth, _, callback) => {
        const isRight =
          auth.method === 'CRAM-MD5'
            ? auth.validatePassword(account.pass)
            : auth.password === account.pass
        if (!isRight || auth.username !== account.user) return callback(new Error('wrong'))
        users.push(auth.method)
        return callback(null, { user: auth.username })
      },
    })
    expect(await visit(port, { account })).toMatchObject({ isSignedIn: true })
    expect(users).toEqual([method])
    await expect(visit(port, { account: { ...account, pass: 'no' } })).rejects.toMatchObject({
      ...{ category: 'auth', scope: 'provider' },
      message: expect.stringMatching(/refused the sign-in: 535 /),
    })
  })

  it('prefers PLAIN to LOGIN to CRAM-MD5, however they are offered', async () => {
    const lines: string[] = []
    const offer = async (...extensions: string[]) => {
      await visitScript(
        async (talk) => {
          await greet(talk, ...extensions)
          lines.push((await talk.line()).split(' ').slice(0, 2).join(' '))
          talk.say('535 no')
        },
        { account },
      ).catch(() => undefined)
    }
    await offer('AUTH CRAM-MD5 LOGIN PLAIN')
    await offer('AUTH=CRAM-MD5 LOGIN')
    await offer('auth gssapi cram-md5')
    await offer('AUTH GSSAPI')
    expect(lines).toEqual(['AUTH PLAIN', 'AUTH LOGIN', 'AUTH CRAM-MD5', 'AUTH PLAIN'])
  })

  it('is left out at a server that offers none', async () => {
    const { port } = await real({ disabledCommands: ['AUTH', 'STARTTLS'] })
    expect(await visit(port, { account })).toMatchObject({ isSignedIn: false })
  })

  it('that fails for now may be tried again', async () => {
    const script: SmtpScript = async (talk) => {
      await greet(talk, 'AUTH PLAIN')
      await talk.line()
      talk.say('454 directory out of reach')
    }
    await expect(visitScript(script, { account })).rejects.toMatchObject({
      ...{ category: 'deferred', scope: 'provider', retryable: true },
    })
  })

  it('tells nobody the password, whatever the server repeats', async () => {
    const { port } = await startScriptedSmtp(async (talk) => {
      await greet(talk, 'AUTH PLAIN')
      talk.say(`535 what is ${await talk.line()}?`)
    })
    const channel = openSmtpChannel(port, { username: 'me', password: 'secret-77' })
    const error = await channel.verify().catch((reason: unknown) => reason)
    const inside = Buffer.from('\0me\0secret-77').toString('base64')
    expect(String(error)).toMatch(/refused the sign-in: 535 what is AUTH PLAIN •••/)
    expect(JSON.stringify(error) + String(error)).not.toContain(inside)
  })
})

describe('the first words', () => {
  it('fall back to HELO at an old server, which then takes one command at a time', async () => {
    const lines: string[] = []
    const { abilities } = await visitScript(async (talk) => {
      talk.say('220-old', '220 server')
      lines.push(await talk.line())
      talk.say('502 what?')
      lines.push(await talk.line())
      talk.say('250 hello')
    })
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['EHLO', 'HELO'])
    expect(abilities).toEqual({
      ...{ pipelining: false, size: false, largest: 0, eightBit: false, utf8: false },
    })
  })

  it('name us in a way that every server accepts', async () => {
    const lines: string[] = []
    await visitScript(async (talk) => {
      talk.say('220 test')
      lines.push(await talk.line())
      talk.say('250 test')
    })
    expect(lines[0]).toMatch(/^EHLO (\[127\.0\.0\.1\]|[\w-]+(\.[\w-]+)+)$/)
  })

  it.each([
    ['554 closed for today', { category: 'rejected' }, /does not take mail: 554 closed for today/],
    ['450 later', { category: 'deferred' }, /does not take mail: 450 later/],
    ['SSH-2.0-OpenSSH', { category: 'network' }, /Cannot connect to .* not SMTP: SSH-2\.0/],
  ])('of a server may be %o', async (greeting, error, words) => {
    const script: SmtpScript = async (talk) => talk.say(greeting)
    await expect(visitScript(script)).rejects.toMatchObject({
      ...{ ...error, scope: 'provider', message: expect.stringMatching(words) },
    })
  })

  it('are waited for, but not for ever', async () => {
    const late = { category: 'timeout', scope: 'provider' }
    const silent: SmtpScript = async (talk) => await talk.gone()
    await expect(visitScript(silent, { entryMs: 50 })).rejects.toMatchObject(late)
    // Drop by drop is no better.
    const slow: SmtpScript = async (talk) => {
      for (;;) {
        talk.write('220-wait\r\n')
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    }
    await expect(visitScript(slow, { entryMs: 100 })).rejects.toMatchObject(late)
    const deaf: SmtpScript = async (talk) => {
      await greet(talk, 'STARTTLS')
      await talk.line()
      talk.say('220 go')
      await talk.gone()
    }
    await expect(visitScript(deaf, { security: 'required', entryMs: 100 })).rejects.toMatchObject(
      late,
    )
  })
})
