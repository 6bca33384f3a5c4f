import { apiError } from '@contract/errors'
import type { Emit } from '@contract/events'
import type { MissedPolicy } from '@contract/schedules'
import type { FromEngine } from '@main/host/engine-messages'
import { serveEngine } from '@main/host/serve-engine'
import { expect, it } from 'vitest'

const missed: MissedPolicy = { sendWithinMinutes: 15, otherwise: 'ask' }
const options = {
  dataFolder: '/d',
  vaultKey: null,
  sandbox: true,
  missed,
  ceiling: null,
  vendorUrls: {},
}

/** An engine's side of the channel, with an engine that answers what it was asked. */
const start = (open?: () => Promise<never>) => {
  const said: FromEngine[] = []
  const sandbox: boolean[] = []
  const policies: MissedPolicy[] = []
  const ceilings: (number | null)[] = []
  let wakes = 0
  const exits: number[] = []
  const logged: string[] = []
  let isClosed = false
  let tell: (message: unknown) => void = () => {}
  let emit: Emit = () => {}
  const end = serveEngine({
    port: {
      send: (message) => said.push(message),
      onMessage: (listener) => (tell = listener),
    },
    open:
      open ??
      (async (_, emitter) => {
        emit = emitter
        return {
          call: async (name, input) => {
            if (name === 'fails') throw apiError('topic_not_found')
            if (name === 'breaks') throw new Error('a stack with a secret')
            return { name, input }
          },
          setSandbox: (on) => sandbox.push(on),
          setMissedPolicy: (policy) => policies.push(policy),
          setCeiling: (people) => ceilings.push(people),
          wake: () => void wakes++,
          close: async () => void (isClosed = true),
        }
      }),
    log: (line) => logged.push(line),
    exit: (code) => exits.push(code),
  })
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))
  return {
    said,
    sandbox,
    policies,
    ceilings,
    wakes: () => wakes,
    exits,
    logged,
    end,
    settled,
    isClosed: () => isClosed,
    tell: async (message: unknown) => {
      tell(message)
      await settled()
    },
    emit: (...event: Parameters<Emit>) => emit(...event),
  }
}

it('says when it is ready, answers calls by their number and passes events on', async () => {
  const engine = start()
  await engine.tell({ type: 'start', options })
  await engine.tell({ type: 'call', id: 7, name: 'listTopics', input: { a: 1 } })
  engine.emit('resource.changed', { resource: 'topics' })
  expect(engine.said).toEqual([
    { type: 'ready' },
    {
      type: 'reply',
      id: 7,
      reply: { ok: true, value: { name: 'listTopics', input: { a: 1 } } },
    },
    { type: 'event', event: { name: 'resource.changed', payload: { resource: 'topics' } } },
  ])
})

it('answers errors as data, and hides what it did not expect', async () => {
  const engine = start()
  await engine.tell({ type: 'start', options })
  await engine.tell({ type: 'call', id: 1, name: 'fails', input: {} })
  await engine.tell({ type: 'call', id: 2, name: 'breaks', input: {} })
  expect(engine.said[1]).toMatchObject({ reply: { ok: false, error: { type: 'topic_not_found' } } })
  expect(engine.said[2]).toMatchObject({ reply: { ok: false, error: { type: 'general_unknown' } } })
  expect(JSON.stringify(engine.said)).not.toContain('secret')
  expect(engine.logged.join()).toContain('a stack with a secret')
})

it('says why it could not start, and ends', async () => {
  const engine = start(async () => {
    throw apiError('desktop_data_newer')
  })
  await engine.tell({ type: 'start', options })
  expect(engine.said).toMatchObject([{ type: 'failed', error: { type: 'desktop_data_newer' } }])
  expect(engine.exits).toEqual([1])
})

it('switches the sandbox', async () => {
  const engine = start()
  await engine.tell({ type: 'start', options })
  await engine.tell({ type: 'sandbox', on: false })
  expect(engine.sandbox).toEqual([false])
})

it('passes on a changed policy, a changed ceiling and that the computer woke up', async () => {
  const engine = start()
  const policy: MissedPolicy = { sendWithinMinutes: 1, otherwise: 'skip' }
  await engine.tell({ type: 'start', options })
  await engine.tell({ type: 'missed', policy })
  await engine.tell({ type: 'ceiling', people: 20 })
  await engine.tell({ type: 'ceiling', people: null })
  await engine.tell({ type: 'wake' })
  expect(engine.policies).toEqual([policy])
  expect(engine.ceilings).toEqual([20, null])
  expect(engine.wakes()).toBe(1)
})

it('closes the engine before it ends, once', async () => {
  const engine = start()
  await engine.tell({ type: 'start', options })
  await engine.tell({ type: 'stop' })
  engine.end()
  await engine.settled()
  expect(engine.isClosed()).toBe(true)
  expect(engine.exits).toEqual([0])
})

it('survives what is no message', async () => {
  const engine = start()
  await engine.tell({ type: 'start', options })
  for (const message of [null, 'stop', { type: 'other' }, { type: 'call', id: 'x' }])
    await engine.tell(message)
  await engine.tell({ type: 'call', id: 1, name: 'listTopics', input: {} })
  expect(engine.said).toHaveLength(2)
  expect(engine.exits).toEqual([])
})
