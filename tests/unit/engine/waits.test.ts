import type { DeliveryWait } from '@contract/delivery'
import { ProviderError } from '@main/providers/errors'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { startHttp, type SinkAnswer } from '../../support/http-sink'
import { pigeons } from '../../support/pigeons'
import {
  addCrowd,
  addScripted,
  scriptedProvider,
  type Script,
} from '../../support/scripted-provider'
import { commands, greet, startScriptedSmtp, type Talk } from '../../support/scripted-smtp'
import type { Workspace } from '../../support/workspace'
import { addPeople, addSmtp, openWorkspace, waitFor, waitUntilOver } from '../../support/workspace'

const hello = { messageId: 'hello' }
const mail = { ...hello, subject: 'Hello', content: 'Text' }

describe('the report of a message that does not move on', () => {
  let workspace: Workspace

  const report = () => workspace.call('getDeliveryReport', hello)
  const waiting = async (kind: DeliveryWait['kind']) => {
    const { activity, counts } = await waitFor(report, (now) =>
      now.activity.waits.some((wait) => wait.kind === kind),
    )
    return { waits: activity.waits, counts }
  }
  const secondsTo = (time: string | null | undefined): number =>
    (Date.parse(time ?? '') - Date.now()) / 1000
  /** It was told without being asked as well. */
  const wasTold = (kind: DeliveryWait['kind']): boolean =>
    workspace.events.some(
      ({ name, payload }) =>
        name === 'delivery.progress' && payload.activity.waits.some((wait) => wait.kind === kind),
    )

  /** Ann gets a text message through a vendor that answers this. */
  const sendThroughHttp = async (answer: SinkAnswer) => {
    const sink = await startHttp()
    onTestFinished(() => sink.close())
    sink.answer(answer)
    workspace = openWorkspace({ providers: [pigeons], vendorUrls: { pigeons: sink.origin } })
    await workspace.call('createProvider', {
      ...{ kind: 'pigeons', providerId: 'loft', name: 'Our loft', loft: 'attic', whistle: 'two' },
      enabled: true,
    })
    const user = await workspace.call('createUser', { userId: 'ann', phone: '+15550000001' })
    const targets = [user.targets[0]?.$id ?? '']
    await workspace.call('createSms', { ...hello, content: 'Coo', targets })
  }
  /** Ann and Bob get a mail from a server that does this. */
  const sendThroughSmtp = async (script: (talk: Talk, connection: number) => Promise<void>) => {
    const { port } = await startScriptedSmtp(script)
    workspace = openWorkspace()
    const { $id } = await addSmtp(workspace, port)
    const targets = await addPeople(workspace, ['Ann', 'Bob'])
    await workspace.call('createEmail', { ...mail, targets })
    return $id
  }
  const sendScripted = async (people: number, script: Script) => {
    const vendor = scriptedProvider(script)
    workspace = openWorkspace({ providers: [vendor.provider] })
    await addScripted(workspace)
    await addCrowd(workspace, 'crowd', people)
    return vendor
  }

  afterEach(() => workspace.end())

  it('names a mail server that says nothing, since when, and how long it is waited for', async () => {
    const providerId = await sendThroughSmtp((talk) => talk.gone())

    const { waits, counts } = await waiting('silence')

    expect(waits).toMatchObject([{ kind: 'silence', providerId, reason: '' }])
    expect(secondsTo(waits[0]?.since)).toBeLessThanOrEqual(-2.9)
    // It may take 30 seconds until it has greeted.
    expect(secondsTo(waits[0]?.until)).toBeGreaterThan(20)
    expect(secondsTo(waits[0]?.until)).toBeLessThan(28)
    expect(counts).toMatchObject({ in_flight: 2, accepted: 0 })
    expect(wasTold('silence')).toBe(true)
  })

  it('names a mail server that stops in the middle of a mail, until it goes on', async () => {
    let goOn = (): void => {}
    const held = new Promise<void>((resolve) => (goOn = resolve))
    await sendThroughSmtp(async (talk) => {
      await greet(talk, 'PIPELINING')
      for (;;) {
        await commands(talk)
        talk.say('250 sender ok')
        await held
        talk.say('250 recipient ok', '354 go on')
        await talk.data()
        talk.say('250 taken')
      }
    })

    const { waits } = await waiting('silence')
    goOn()
    await waitFor(report, ({ counts }) => counts.accepted === 2)

    expect((await report()).activity.waits).toEqual([])
    // Five minutes for each answer within a mail.
    expect(secondsTo(waits[0]?.until)).toBeGreaterThan(200)
  })

  it('says that a server which is closing is left alone, in its words', async () => {
    await sendThroughSmtp(async (talk) => talk.say('421 4.3.2 Shutting down'))

    const { waits } = await waiting('trouble')

    expect(waits[0]).toMatchObject({ since: null, reason: expect.stringMatching(/Shutting down/) })
    expect(secondsTo(waits[0]?.until)).toBeLessThan(10)
    expect(wasTold('trouble')).toBe(true)
  })

  it('says that those who are left were put off, until when and why', async () => {
    const providerId = await sendThroughSmtp(async (talk) => {
      await greet(talk, 'PIPELINING')
      for (;;) {
        const to = await commands(talk)
        if (to.startsWith('ann')) {
          talk.say('250 sender ok', '250 recipient ok', '354 go on')
          await talk.data()
          talk.say('250 taken')
        } else talk.say('250 sender ok', '450 4.2.1 Greylisted, come back', '503 no recipient')
      }
    })

    const { waits, counts } = await waiting('retries')

    expect(waits).toMatchObject([
      { kind: 'retries', providerId, reason: expect.stringMatching(/Greylisted/), since: null },
    ])
    expect(waits[0]?.people).toBe(1)
    expect(secondsTo(waits[0]?.until)).toBeGreaterThan(50)
    expect(secondsTo(waits[0]?.until)).toBeLessThanOrEqual(66)
    expect(counts).toMatchObject({ pending: 1, accepted: 1 })
    expect(wasTold('retries')).toBe(true)
  })

  it.each([
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '20' } }, 'trouble', 20],
    ['503', { status: 503, body: '{"coo":"the loft is full"}' }, 'retries', 9],
  ] as const)('says what is waited for after %s', async (_, answer, kind, seconds) => {
    await sendThroughHttp(answer)

    const { waits } = await waiting(kind)

    expect(waits).toMatchObject([{ providerId: 'loft', reason: expect.stringMatching(/Pigeons/) }])
    expect(secondsTo(waits[0]?.until)).toBeGreaterThan(kind === 'trouble' ? 15 : 0)
    expect(secondsTo(waits[0]?.until)).toBeLessThanOrEqual(seconds)
  })

  it('names a vendor that takes a request and does not answer', async () => {
    await sendThroughHttp('silence')

    const { waits } = await waiting('silence')

    // Thirty seconds for a request.
    expect(secondsTo(waits[0]?.until)).toBeGreaterThan(20)
    expect(secondsTo(waits[0]?.until)).toBeLessThan(28)
  })

  it('says when our own limit lets the next one through, and nothing of a fast one', async () => {
    const vendor = await sendScripted(3, () => undefined)
    await workspace.call('setProviderLimits', { providerId: 'vendor', perSecond: 0.1 })
    await workspace.call('createEmail', { ...mail, topics: ['crowd'] })

    const { waits } = await waiting('limit')
    await workspace.call('setProviderLimits', { providerId: 'vendor', perSecond: 50 })
    await waitUntilOver(workspace, 'hello')

    expect(waits).toMatchObject([{ kind: 'limit', providerId: 'vendor', reason: '' }])
    expect(secondsTo(waits[0]?.until)).toBeLessThanOrEqual(10)
    expect(vendor.calls).toHaveLength(3)
    expect((await report()).activity.waits).toEqual([])
  })

  it('says that other campaigns come first where only so many calls are allowed', async () => {
    let answer = (): void => {}
    const held = new Promise<void>((resolve) => (answer = resolve))
    await sendScripted(1, (_, count) => (count === 1 ? held : undefined))
    await workspace.call('setProviderLimits', { providerId: 'vendor', concurrency: 1 })
    await workspace.call('createEmail', { ...mail, messageId: 'first', topics: ['crowd'] })
    await waitFor(
      () => workspace.call('getDeliveryReport', { messageId: 'first' }),
      ({ counts }) => counts.in_flight === 1,
    )
    await workspace.call('createEmail', { ...mail, topics: ['crowd'] })

    const { waits } = await waiting('limit')
    answer()

    expect(waits).toMatchObject([{ kind: 'limit', providerId: 'vendor', until: null }])
    expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ status: 'sent' })
  })

  it('says nothing while it moves on', async () => {
    await sendScripted(50, ({ recipients: [one] }, count) => {
      if (one?.identifier === 'p3@example.com' && count < 10)
        throw new ProviderError('server', 'recipient', '503 try again')
    })
    await workspace.call('setProviderLimits', { providerId: 'vendor', perSecond: 20 })
    await workspace.call('createEmail', { ...mail, topics: ['crowd'] })
    await waitUntilOver(workspace, 'hello')

    expect(['trouble', 'limit', 'silence'].filter((kind) => wasTold(kind as 'limit'))).toEqual([])
  })
})
