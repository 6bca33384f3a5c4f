import { connectRemote } from '@main/backends/remote/connect-remote'
import { createWaits } from '@main/backends/remote/waits'
import type { ServerWait } from '@contract/settings'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { apiFailure } from '../../../support/api-failure'
import { eventually } from '../../../support/eventually'
import { startScriptedServer, type ScriptedAnswer } from '../../../support/scripted-server'

const start = Date.parse('2026-11-01T08:00:00Z')

/** A clock that stands still until it is moved, and the waits that go by it. */
const standStill = () => {
  vi.useFakeTimers({ now: start })
  onTestFinished(() => void vi.useRealTimers())
  const told: (ServerWait | null)[] = []
  return {
    waits: createWaits(
      () => new Date(),
      (wait) => told.push(wait),
    ),
    told,
  }
}

describe('waits', () => {
  it('tell of the longest, and of its end', async () => {
    const { waits, told } = standStill()

    const short = waits.wait({ ms: 2000, isAsked: false })
    const long = waits.wait({ ms: 12_000, isAsked: true })
    void waits.wait({ ms: 5000, isAsked: true })
    await vi.advanceTimersByTimeAsync(12_000)

    expect([await short, await long]).toEqual([true, true])
    expect(told).toEqual([
      { until: '2026-11-01T08:00:02.000+00:00', asked: false },
      { until: '2026-11-01T08:00:12.000+00:00', asked: true },
      null,
    ])
    expect(waits.longest()).toBeNull()
  })

  it('say nothing of a moment', async () => {
    const { waits, told } = standStill()

    const wait = waits.wait({ ms: 300, isAsked: false })
    await vi.advanceTimersByTimeAsync(300)

    expect(await wait).toBe(true)
    expect(told).toEqual([])
  })

  it('end at once when they are stopped, and only those that were there', async () => {
    const { waits, told } = standStill()

    const all = [waits.wait({ ms: 300, isAsked: false }), waits.wait({ ms: 9000, isAsked: true })]
    waits.stop()
    const later = waits.wait({ ms: 100, isAsked: true })
    expect(await Promise.all(all)).toEqual([false, false])
    await vi.advanceTimersByTimeAsync(100)

    expect(await later).toBe(true)
    expect(told.at(-1)).toBeNull()
    expect(vi.getTimerCount()).toBe(0)
  })
})

const busy: ScriptedAnswer = {
  status: 429,
  headers: { 'retry-after': '12' },
  body: JSON.stringify({ message: 'Slow down.', code: 429, type: 'general_rate_limit_exceeded' }),
}
const topic = {
  ...{ $id: 'news', $createdAt: '', $updatedAt: '', name: 'News', subscribe: [] },
  ...{ emailTotal: 0, smsTotal: 0, pushTotal: 0 },
}

/** A project on a server that answers these, one after the other, the last one for ever. */
const connect = async (...answers: readonly ScriptedAnswer[]) => {
  let at = 0
  const { endpoint, seen } = await startScriptedServer(() => {
    const answer = answers[Math.min(at++, answers.length - 1)]
    return answer ?? {}
  })
  const waits = createWaits(
    () => new Date(),
    () => undefined,
  )
  const { wait } = waits
  const backend = connectRemote({ endpoint, project: 'demo', key: 'k' }, { wait })
  onTestFinished(() => backend.close())
  const untilWaiting = () => eventually(() => expect(waits.longest()).not.toBeNull())
  return { call: backend.call, seen, waits, untilWaiting }
}

describe('a call that waits for a server', () => {
  it.each([
    ['getTopic', { topicId: 'news' }],
    ['createTopic', { topicId: 'news', name: 'News' }],
    ['updateTopic', { topicId: 'news', name: 'News' }],
    ['deleteTopic', { topicId: 'news' }],
  ])('fails when it is stopped, and asks nothing again: %s', async (name, input) => {
    const { call, seen, waits, untilWaiting } = await connect(busy)

    const failure = apiFailure(call(name, input))
    await untilWaiting()
    expect(waits.longest()).toMatchObject({ asked: true })
    waits.stop()

    expect(await failure).toMatchObject({ type: 'desktop_wait_stopped', code: 503 })
    expect((await failure).message).toMatch(/not carried out. Try again/)
    expect(seen).toHaveLength(1)
  })

  it('goes on by itself when it is left alone, and asks once more', async () => {
    const soon = { ...busy, headers: { 'retry-after': '1' } }
    const { call, seen, waits } = await connect(soon, { status: 201, body: JSON.stringify(topic) })

    const reply = await call('createTopic', { topicId: 'news', name: 'News' })

    expect(reply).toMatchObject({ $id: 'news' })
    expect(seen).toHaveLength(2)
    expect(waits.longest()).toBeNull()
  })

  it('says what is not known when an attempt before may have got through', async () => {
    const page: ScriptedAnswer = { status: 502, type: 'text/html', body: '<!doctype html>' }
    const { call, seen, waits, untilWaiting } = await connect(page, busy)

    const failure = apiFailure(call('createTopic', { topicId: 'news', name: 'News' }))
    await untilWaiting()
    waits.stop()

    expect(await failure).toMatchObject({ type: 'desktop_outcome_unknown' })
    expect(seen.map(({ method }) => method)).toEqual(['POST', 'POST', 'GET'])
  })
})
