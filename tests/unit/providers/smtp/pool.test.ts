import { describe, expect, it } from 'vitest'
import type { Talk } from '../../../support/scripted-smtp'
import { commands, greet, startScriptedSmtp, take } from '../../../support/scripted-smtp'
import { openSmtpChannel, sendTo } from '../../../support/smtp-channel'

const takeAll = async (talk: Talk, mails: string[], delayMs = 0): Promise<void> => {
  for (;;) {
    const { to } = await take(talk)
    await new Promise((resolve) => setTimeout(resolve, delayMs))
    mails.push(to)
    talk.say('250 taken')
  }
}

const people = (count: number) => Array.from({ length: count }, (_, at) => `p${at}`)

describe('the connections to a mail server', () => {
  it('are as many as five, two mails on each', async () => {
    let most = 0
    let open = 0
    const held: Talk[] = []
    const { port } = await startScriptedSmtp(async (talk, connection) => {
      most = Math.max(most, ++open)
      if (connection > 5) return talk.say('554 no more')
      await greet(talk, 'PIPELINING')
      await take(talk)
      await commands(talk)
      held.push(talk)
      await talk.gone()
    })
    const channel = openSmtpChannel(port)
    expect(channel.connections).toBe(10)
    const sent = people(channel.connections).map((name) => sendTo(channel, name))
    const over = Promise.allSettled(sent)
    await expect.poll(() => held.length).toBe(5)
    expect(most).toBe(5)
    for (const talk of held) talk.cut()
    await over
  })

  it('carry a hundred mails each', async () => {
    const mails: string[] = []
    const counts: number[] = []
    const { port, connections } = await startScriptedSmtp(async (talk, connection) => {
      await greet(talk, 'PIPELINING')
      for (;;) {
        await take(talk)
        counts[connection] = (counts[connection] ?? 0) + 1
        mails.push('')
        talk.say('250 taken')
      }
    })
    const channel = openSmtpChannel(port)
    for (const name of people(205)) await sendTo(channel, name)
    expect(mails).toHaveLength(205)
    expect(connections()).toBe(3)
    expect(counts.slice(1)).toEqual([100, 100, 5])
  })

  it('are fewer when a server allows no more, and nobody fails for it', async () => {
    const mails: string[] = []
    let open = 0
    const { port } = await startScriptedSmtp(async (talk) => {
      if (open === 2) return talk.say('421 too many connections')
      open++
      await greet(talk, 'PIPELINING')
      await takeAll(talk, mails)
    })
    const channel = openSmtpChannel(port)
    const names = people(40)
    await Promise.all(names.map((name) => sendTo(channel, name)))
    expect([...mails].sort()).toEqual(names.map((name) => `${name}@example.com`).sort())
  })

  it('do not carry what has not begun when sending is stopped', async () => {
    const mails: string[] = []
    const { port } = await startScriptedSmtp(async (talk) => {
      await greet(talk, 'PIPELINING')
      await takeAll(talk, mails, 30)
    })
    const channel = openSmtpChannel(port)
    const abort = new AbortController()
    const sent = people(60).map((name) => sendTo(channel, name, { signal: abort.signal }))
    const over = Promise.allSettled(sent)
    await expect.poll(() => mails.length).toBeGreaterThan(0)
    abort.abort()
    const outcomes = await over
    const stopped = outcomes.filter(({ status }) => status === 'rejected')
    expect(stopped.length).toBeGreaterThan(5)
    for (const outcome of stopped) expect(outcome).toMatchObject({ reason: { scope: 'untried' } })
    expect(mails).toHaveLength(60 - stopped.length)
  })

  it('end when nobody needs them, after the mails under way', async () => {
    const last: string[] = []
    const mails: string[] = []
    const { port } = await startScriptedSmtp(async (talk) => {
      await greet(talk, 'PIPELINING')
      mails.push((await take(talk)).to)
      await new Promise((resolve) => setTimeout(resolve, 30))
      talk.say('250 taken')
      last.push(await talk.line())
      talk.say('221 bye')
    })
    const channel = openSmtpChannel(port)
    const sent = sendTo(channel, 'ann')
    await expect.poll(() => mails.length).toBe(1)
    channel.close()
    await expect(sent).resolves.toMatchObject({ copiesSent: false })
    await expect.poll(() => last).toEqual(['QUIT'])
    await expect(sendTo(channel, 'bob')).rejects.toMatchObject({ scope: 'untried' })
  })
})
