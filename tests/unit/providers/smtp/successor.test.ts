import { describe, expect, it } from 'vitest'
import { greet, startScriptedSmtp, take } from '../../../support/scripted-smtp'
import { openPool, plainMail } from '../../../support/smtp-pool'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** A server that takes its time to greet, less for a mail, and has no more than `most` connections at once. */
const startSlowly = async (most: number) => {
  /** The connection of each mail, in order. */
  const carriers: number[] = []
  /** How many mails there had been when a connection came. */
  const cameAfter: number[] = []
  let open = 0
  let refused = 0
  let widest = 0
  const { port } = await startScriptedSmtp(async (talk) => {
    if (open === most) {
      refused++
      return talk.say('421 too many connections')
    }
    widest = Math.max(widest, ++open)
    const connection = cameAfter.push(carriers.length)
    try {
      await pause(40)
      await greet(talk, 'PIPELINING')
      for (;;) {
        await take(talk)
        await pause(2)
        carriers.push(connection)
        talk.say('250 taken')
      }
    } finally {
      open--
      talk.cut()
    }
  })
  return { port, carriers, cameAfter, refused: () => refused, widest: () => widest }
}

const sendAll = async (port: number, count: number, size: number) => {
  const pool = openPool(port, { size })
  const { signal } = new AbortController()
  let at = 0
  const sendNext = async (): Promise<void> => {
    while (at < count) {
      const rest = count - ++at
      const outcome = await pool.send(plainMail, { signal, behind: (most) => Math.min(most, rest) })
      expect(outcome.problem).toBeUndefined()
    }
  }
  await Promise.all(Array.from({ length: size * 2 }, sendNext))
}

describe('the successor of a connection to a mail server', () => {
  it('is in before the last mails of its predecessor, which then leaves', async () => {
    const server = await startSlowly(9)
    await sendAll(server.port, 250, 1)
    expect(server.carriers).toHaveLength(250)
    const [, second = 0, third = 0] = server.cameAfter
    expect(second).toBeGreaterThan(0)
    expect(second).toBeLessThan(99)
    const carriedFirst = server.carriers.filter((carrier) => carrier === 1).length
    expect(carriedFirst).toBeGreaterThan(second)
    expect(carriedFirst).toBeLessThanOrEqual(100)
    expect(third - carriedFirst).toBeLessThan(99)
    expect(server.cameAfter).toHaveLength(3)
    expect(server.widest()).toBe(2)
    // Two mails are under way when one takes over.
    const changes = server.carriers.filter((carrier, at, all) => at > 0 && carrier !== all[at - 1])
    expect(changes.length).toBeLessThanOrEqual(2 * 3)
  })

  it.each([
    [100, 1],
    [101, 2],
    [180, 2],
  ])('is not opened where nobody needs it: %d mails go over %d', async (count, connections) => {
    const server = await startSlowly(9)
    await sendAll(server.port, count, 1)
    expect(server.carriers).toHaveLength(count)
    expect(server.cameAfter).toHaveLength(connections)
  })

  it('is asked for once at a server that allows no more at a time', async () => {
    const server = await startSlowly(1)
    await sendAll(server.port, 350, 1)
    expect(server.carriers).toHaveLength(350)
    expect(server.refused()).toBe(1)
    expect(server.cameAfter).toEqual([0, 100, 200, 300])
  })

  it('of several is in for each, and costs nobody a place where there are few', async () => {
    const wide = await startSlowly(99)
    await sendAll(wide.port, 700, 3)
    expect(wide.carriers).toHaveLength(700)
    expect(wide.widest()).toBeGreaterThan(3)
    expect(wide.widest()).toBeLessThanOrEqual(6)

    const narrow = await startSlowly(3)
    await sendAll(narrow.port, 700, 3)
    expect(narrow.carriers).toHaveLength(700)
    expect(new Set(narrow.carriers.slice(-50)).size).toBeGreaterThan(1)
  })
})
