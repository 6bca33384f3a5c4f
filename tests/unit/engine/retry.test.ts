import type { Timer } from '@main/engine/timer'
import { ProviderError } from '@main/providers/errors'
import type { Outgoing } from '@main/providers/outgoing'
import { afterEach, describe, expect, it } from 'vitest'
import { fastTime, type FastTime } from '../../support/fast-time'
import type { Script, ScriptedProvider } from '../../support/scripted-provider'
import { addCrowd, addScripted, scriptedProvider, tooMany } from '../../support/scripted-provider'
import type { Workspace } from '../../support/workspace'
import { openWorkspace, waitFor, waitUntilOver } from '../../support/workspace'

const campaign = { messageId: 'hello', subject: 'Hello', content: 'Text', topics: ['crowd'] }

const busy = (): ProviderError => new ProviderError('server', 'recipient', '503 try again')
const unreachable = (): ProviderError =>
  new ProviderError('network', 'provider', 'Cannot connect to the vendor.')

describe('another attempt', () => {
  let workspace: Workspace
  const asked: number[] = []
  let time: FastTime

  const open = async (
    people: number,
    script: Script,
    shape: Parameters<typeof scriptedProvider>[1] = {},
  ): Promise<ScriptedProvider> => {
    const vendor = scriptedProvider(script, shape)
    time = fastTime()
    const timer: Timer = (work, ms) => {
      asked.push(ms)
      return time.timer(work, ms)
    }
    workspace = openWorkspace({ clock: time.clock, timer, providers: [vendor.provider] })
    await addScripted(workspace)
    await addCrowd(workspace, 'crowd', people)
    return vendor
  }
  const send = async () => {
    await workspace.call('createEmail', campaign)
    return await waitUntilOver(workspace, 'hello')
  }
  const list = async () =>
    (await workspace.call('listDeliveries', { messageId: 'hello' })).deliveries

  afterEach(async () => {
    asked.length = 0
    await workspace.end()
  })

  it('comes after 1, 2, 4 and 8 seconds, and not after the fifth', async () => {
    const vendor = await open(1, () => {
      throw busy()
    })
    const message = await send()

    expect(message).toMatchObject({ status: 'failed', deliveredTotal: 0 })
    expect(message.deliveryErrors).toEqual([
      'Failed sending to target p0@example.com with error: 503 try again',
    ])
    expect(await list()).toMatchObject([{ state: 'failed', attempts: 5, nextAttemptAt: null }])
    expect(vendor.calls).toHaveLength(5)
    const waits = vendor.calls
      .slice(1)
      .map(({ at }, index) => (at - (vendor.calls[index]?.at ?? 0)) / 1000)
    const longest = asked.filter((ms) => ms > 100)
    expect(longest).toHaveLength(4)
    for (const [index, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(2 ** index)
      expect(longest[index]).toBeLessThanOrEqual(2 ** index * 1100 + 1)
    }
  })

  it('is only for those who failed in a way that may pass', async () => {
    const vendor = await open(3, ({ recipients: [one] }, count) => {
      if (one?.identifier === 'p1@example.com' && count <= 3) throw busy()
      if (one?.identifier === 'p2@example.com')
        throw new ProviderError('rejected', 'recipient', '550 no such mailbox')
    })
    expect(await send()).toMatchObject({ status: 'failed', deliveredTotal: 2 })
    const seen = vendor.calls.map(({ identifiers }) => identifiers[0])
    expect(seen.filter((name) => name === 'p0@example.com')).toHaveLength(1)
    expect(seen.filter((name) => name === 'p1@example.com')).toHaveLength(2)
    expect(seen.filter((name) => name === 'p2@example.com')).toHaveLength(1)
  })

  it('is never made by itself when the outcome is unknown', async () => {
    const vendor = await open(1, () => {
      throw new ProviderError('timeout', 'outcome', 'No answer came.')
    })
    await send()
    expect(vendor.calls).toHaveLength(1)
    expect(await list()).toMatchObject([{ state: 'unknown', attempts: 1 }])
  })

  it('that a person asks for counts everybody once, failed and unknown, however often they are named', async () => {
    const vendor = await open(10, ({ recipients: [one] }, count) => {
      if (count > 10) return
      const isFirst = one?.identifier === 'p0@example.com'
      throw isFirst
        ? new ProviderError('timeout', 'outcome', 'No answer came.')
        : new ProviderError('rejected', 'recipient', '550 no such mailbox')
    })
    await workspace.call('setFailurePause', { outcomes: 50 })
    await send()
    expect(
      await workspace.call('retryDeliveries', {
        ...{ messageId: 'hello', states: ['failed', 'unknown', 'failed'] },
      }),
    ).toEqual({ total: 10 })
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({
      ...{ status: 'sent', deliveredTotal: 10 },
    })
    expect(vendor.calls).toHaveLength(20)
  })

  it('keeps the recipients of a failed call together, under the same key', async () => {
    const vendor = await open(
      25,
      (_, count) => {
        if (count === 2) throw busy()
      },
      { connections: 3, batchSize: 10 },
    )
    expect(await send()).toMatchObject({ status: 'sent', deliveredTotal: 25 })
    const [first, second, third, again] = vendor.calls
    expect(vendor.calls).toHaveLength(4)
    expect(again?.identifiers).toEqual(second?.identifiers)
    expect(again?.key).toBe(second?.key)
    expect(new Set([first?.key, second?.key, third?.key]).size).toBe(3)
  })

  it('of a call that was refused in part is for the refused', async () => {
    const refusals = new Map([[3, busy()]])
    const vendor = await open(
      10,
      (_, count) => Promise.resolve(count === 1 ? { refused: refusals } : {}),
      {
        batchSize: 10,
      },
    )
    expect(await send()).toMatchObject({ status: 'sent', deliveredTotal: 10 })
    expect(vendor.calls[1]?.identifiers).toEqual([vendor.calls[0]?.identifiers[3]])
  })

  it('waits as long as the vendor asks, with everybody', async () => {
    const vendor = await open(40, (_, count) => {
      if (count > 1) return
      time.hold()
      throw tooMany(20_000)
    })
    await workspace.call('createEmail', campaign)
    const waiting = await waitFor(
      () => workspace.call('getDeliveryReport', { messageId: 'hello' }),
      ({ activity }) => activity.waits.length > 0,
    )
    expect(waiting.activity).toMatchObject({
      ...{ state: 'sending', waits: [{ providerId: 'vendor', reason: 'Too many requests.' }] },
    })
    time.go()
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({
      ...{ status: 'sent', deliveredTotal: 40 },
    })
    // Those that were under way when the first was answered, then nobody for twenty seconds.
    const start = vendor.calls[0]?.at ?? 0
    const early = vendor.calls.filter(({ at }) => at - start < 20_000)
    expect(early.length).toBeLessThanOrEqual(5)
    expect(vendor.calls).toHaveLength(41)
  })

  it('to one device that had too much keeps nobody else waiting', async () => {
    const vendor = await open(
      30,
      ({ recipients: [one] }) => {
        if (one?.identifier === 'p0@example.com')
          throw new ProviderError('rate_limit', 'recipient', 'Too many to this device.', {
            status: 429,
          })
      },
      { connections: 1 },
    )
    expect(await send()).toMatchObject({ status: 'failed', deliveredTotal: 29 })
    const refused = (await list()).filter(({ state }) => state === 'failed')
    expect(refused).toMatchObject([{ identifier: 'p0@example.com', attempts: 5 }])
    expect(vendor.calls).toHaveLength(34)
  })

  it('is waited for by every message that goes through the vendor', async () => {
    const vendor = await open(
      5,
      (_, count) => {
        if (count === 1) throw tooMany(60_000)
      },
      { connections: 1 },
    )
    time.hold()
    const waitsOf = async (messageId: string) => {
      const { activity } = await workspace.call('getDeliveryReport', { messageId })
      return activity.waits
    }
    for (const messageId of ['hello', 'second']) {
      await workspace.call('createEmail', { ...campaign, messageId })
      const [wait] = await waitFor(
        () => waitsOf(messageId),
        ({ length }) => length === 1,
      )
      expect(wait).toMatchObject({ kind: 'trouble', reason: 'Too many requests.' })
    }
    expect(vendor.calls).toHaveLength(1)

    time.go()
    for (const messageId of ['hello', 'second'])
      expect(await waitUntilOver(workspace, messageId)).toMatchObject({ status: 'sent' })
    expect(vendor.calls).toHaveLength(11)
  })

  it('is made for each of several messages as long as any is answered', async () => {
    const seconds = new Map<number, number>()
    await open(
      100,
      () => {
        const second = Math.floor(time.clock() / 1000)
        const asked = (seconds.get(second) ?? 0) + 1
        seconds.set(second, asked)
        if (asked > 2) throw tooMany(1000)
      },
      { batchSize: 10 },
    )
    const ids = ['hello', 'second', 'third', 'fourth']
    for (const messageId of ids) await workspace.call('createEmail', { ...campaign, messageId })
    for (const messageId of ids)
      expect(await waitUntilOver(workspace, messageId)).toMatchObject({
        ...{ status: 'sent', deliveredTotal: 100 },
      })
  })

  it('is not waited for longer than five minutes', async () => {
    const vendor = await open(30, () => {
      throw tooMany(3_600_000)
    })
    const message = await send()
    expect(message).toMatchObject({ status: 'failed', deliveredTotal: 0 })
    expect(message.deliveryErrors).toHaveLength(30)
    expect(message.deliveryErrors[0]).toMatch(/asks to wait 60 minutes; Sendwright waits 5 at most/)
    expect(vendor.calls.length).toBeLessThanOrEqual(5)
  })

  it('at a vendor that cannot be reached is one call, then everybody', async () => {
    let isUp = false
    const vendor = await open(30, (_, count) => {
      if (count > 7) isUp = true
      if (!isUp) throw unreachable()
    })
    expect(await send()).toMatchObject({ status: 'sent', deliveredTotal: 30 })
    // Five at first, one after the first wait, one after the second; the third finds it well.
    expect(vendor.calls).toHaveLength(37)
    expect((await list()).every(({ attempts }) => attempts === 1)).toBe(true)
  })

  it('at a vendor out of reach for twenty minutes loses nobody', async () => {
    let upAt = Infinity
    const vendor = await open(30, () => {
      if (time.clock() < upAt) throw unreachable()
    })
    upAt = time.clock() + 20 * 60_000
    expect(await send()).toMatchObject({ status: 'sent', deliveredTotal: 30 })
    // Five at first; after 1, 2, 4 and 8 seconds and after 1, 5 and 15 minutes.
    expect(vendor.calls).toHaveLength(5 + 6 + 30)
    expect((await list()).every(({ attempts }) => attempts === 1)).toBe(true)
  })

  it('at a vendor that stays away ends with the reason, and a person can retry', async () => {
    let isUp = false
    const vendor = await open(30, () => {
      if (!isUp) throw unreachable()
    })
    const message = await send()
    expect(message).toMatchObject({ status: 'failed', deliveredTotal: 0 })
    expect(message.deliveryErrors).toHaveLength(30)
    expect(message.deliveryErrors[0]).toMatch(/Cannot connect to the vendor.+ 12 times within 8/)
    // Five at first, then one after each of eleven waits.
    expect(vendor.calls).toHaveLength(16)

    isUp = true
    await workspace.call('retryDeliveries', { messageId: 'hello', states: ['failed'] })
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ deliveredTotal: 30 })
  })

  it('is not made at a vendor that refuses the key', async () => {
    const vendor = await open(30, () => {
      throw new ProviderError('auth', 'provider', 'The key is wrong.')
    })
    const message = await send()
    expect(message.deliveryErrors).toHaveLength(30)
    expect(message.deliveryErrors[0]).toMatch(/The key is wrong/)
    expect(vendor.calls.length).toBeLessThanOrEqual(5)
  })

  it('is still waited for after a restart', async () => {
    let isUp = false
    let refused = 0
    const script = ({ recipients: [one] }: Outgoing): void => {
      if (isUp || one?.identifier !== 'p1@example.com') return
      if (++refused === 3) time.hold()
      throw busy()
    }
    const vendor = await open(3, script)
    await workspace.call('createEmail', campaign)
    const [waiting] = await waitFor(
      async () => (await list()).filter(({ state }) => state === 'pending'),
      (rows) => rows[0]?.attempts === 3,
    )
    await workspace.reopen()
    isUp = true
    const before = vendor.calls.length
    const [still] = (await list()).filter(({ identifier }) => identifier === 'p1@example.com')
    expect(still).toMatchObject({ attempts: 3, nextAttemptAt: waiting?.nextAttemptAt })
    time.go()

    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ deliveredTotal: 3 })
    expect(vendor.calls.length - before).toBeLessThanOrEqual(1)
  })

  it('is not made to a device that is gone, which is marked', async () => {
    const vendor = await open(2, ({ recipients: [one] }) => {
      if (one?.identifier === 'p1@example.com')
        throw new ProviderError('expired', 'recipient', 'Expired device token')
    })
    await send()
    expect(vendor.calls).toHaveLength(2)
    const deliveries = await list()
    const expired = await Promise.all(
      deliveries.map(({ userId, targetId }) => workspace.call('getTarget', { userId, targetId })),
    )
    expect(expired.map(({ identifier, expired: is }) => [identifier, is])).toEqual([
      ['p0@example.com', false],
      ['p1@example.com', true],
    ])
    const [, second] = deliveries
    const { userId = '', targetId = '' } = second ?? {}
    const changed = { userId, targetId, identifier: 'new@example.com' }
    expect(await workspace.call('updateTarget', changed)).toMatchObject({ expired: false })
  })
})
