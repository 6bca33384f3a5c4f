import { describe, expect, it } from 'vitest'
import { patience } from '@main/providers/smtp/patience'
import type { SmtpPool } from '@main/providers/smtp/pool'
import type { SmtpScript, Talk } from '../../../support/scripted-smtp'
import { commands, greet, startScriptedSmtp, take } from '../../../support/scripted-smtp'
import { openPool, plainMail } from '../../../support/smtp-pool'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const start = async (script: SmtpScript, impatience: Parameters<typeof openPool>[1]) => {
  const { port, connections } = await startScriptedSmtp(script)
  return { pool: openPool(port, impatience), connections }
}
const send = (pool: SmtpPool, signal = new AbortController().signal) =>
  pool.send(plainMail, { signal })

const timedOut = { problem: { kind: 'timeout' }, isHandedOver: false }
const unknown = { isHandedOver: true }
const taken = { problem: undefined }
const stopped = { problem: { kind: 'stopped' }, isHandedOver: false }

const silentAtOnce: SmtpScript = async (talk) => {
  await greet(talk, 'PIPELINING')
  await commands(talk)
  await talk.gone()
}
const silentAtTheEnd: SmtpScript = async (talk) => {
  await greet(talk, 'PIPELINING')
  await take(talk)
  await talk.gone()
}
/** Begins an answer and never ends it. */
const drip = async (talk: Talk): Promise<void> => {
  for (;;) {
    talk.write('250-wait\r\n')
    await pause(10)
  }
}

describe('a mail server that stops answering', () => {
  it('is given the time of RFC 5321', () => {
    expect(patience).toMatchObject({ commandMs: 300_000, verdictMs: 600_000 })
  })

  it('before a mail was handed over has not got it', async () => {
    const { pool } = await start(silentAtOnce, { commandMs: 60 })
    expect(await send(pool)).toMatchObject(timedOut)
  })

  it('after that may have it', async () => {
    const { pool } = await start(silentAtTheEnd, { verdictMs: 60 })
    expect(await send(pool)).toMatchObject({ ...unknown, problem: { kind: 'timeout' } })
  })

  it.each(['at once', 'at the end'])(
    'and sends drops instead, %s, is as good as silent',
    async (at) => {
      const script: SmtpScript = async (talk) => {
        await greet(talk, 'PIPELINING')
        await (at === 'at once' ? commands(talk) : take(talk))
        await drip(talk)
      }
      const { pool } = await start(script, { commandMs: 60, verdictMs: 60 })
      const isHandedOver = at === 'at the end'
      expect(await send(pool)).toMatchObject({ problem: { kind: 'timeout' }, isHandedOver })
    },
  )

  it('while nothing is asked of it is left politely', async () => {
    const last: string[] = []
    const script: SmtpScript = async (talk) => {
      await greet(talk, 'PIPELINING')
      await take(talk)
      talk.say('250 taken')
      last.push(await talk.line())
      talk.cut()
    }
    const { pool, connections } = await start(script, { idleMs: 60 })
    await send(pool)
    await expect.poll(() => last).toEqual(['QUIT'])
    await send(pool)
    expect(connections()).toBe(2)
  })
})

describe('a slow mail server', () => {
  it('has longer for the whole mail than for a command', async () => {
    const script: SmtpScript = async (talk) => {
      await greet(talk, 'PIPELINING')
      for (;;) {
        await take(talk)
        await pause(150)
        talk.say('250 taken')
      }
    }
    const { pool } = await start(script, { commandMs: 60, verdictMs: 5000, idleMs: 60 })
    // The commands of the second are not answered either before the first is.
    expect(await Promise.all([send(pool), send(pool)])).toMatchObject([taken, taken])
  })
})

describe('a mail that is stopped', () => {
  it('before it was handed over comes back at once, and its connection is left', async () => {
    const left: boolean[] = []
    const script: SmtpScript = async (talk) => {
      await silentAtOnce(talk, 1)
      left.push(true)
    }
    const { pool } = await start(script, {})
    const abort = new AbortController()
    const sent = send(pool, abort.signal)
    await pause(50)
    abort.abort()
    expect(await sent).toMatchObject(stopped)
    await expect.poll(() => left).toEqual([true])
  })

  it('after that is waited for a little', async () => {
    const abort = new AbortController()
    const { pool } = await start(silentAtTheEnd, { stopMs: 60 })
    const sent = send(pool, abort.signal)
    await pause(50)
    abort.abort()
    expect(await sent).toMatchObject(unknown)

    const again = new AbortController()
    const late: SmtpScript = async (talk) => {
      await greet(talk, 'PIPELINING')
      await take(talk)
      again.abort()
      await pause(60)
      talk.say('250 taken')
    }
    const slow = await start(late, { stopMs: 5000 })
    expect(await send(slow.pool, again.signal)).toMatchObject(taken)
  })

  it('spoils neither the one before it nor the one behind it', async () => {
    const answered: string[] = []
    let release = (): void => undefined
    const script: SmtpScript = async (talk, connection) => {
      await greet(talk, 'PIPELINING')
      await take(talk)
      answered.push(`${connection}`)
      if (connection > 1) return talk.say('250 taken')
      await commands(talk)
      await new Promise<void>((resolve) => (release = resolve))
      talk.say('250 taken', '250 sender ok', '250 recipient ok', '354 go on')
      await talk.gone()
      answered.push(`left ${JSON.stringify(talk.unread())}`)
    }
    const { pool } = await start(script, {})
    const abort = new AbortController()
    const first = send(pool)
    const second = send(pool, abort.signal)
    const third = send(pool)
    await expect.poll(() => answered).toEqual(['1'])
    await pause(30)
    abort.abort()
    expect(await second).toMatchObject(stopped)
    release()
    expect(await first).toMatchObject(taken)
    expect(await third).toMatchObject(taken)
    // Of the second one nothing but its commands ever left.
    await expect.poll(() => answered).toContain('left ""')
  })
})
