import { describe, expect, it } from 'vitest'
import { ProviderError } from '@main/providers/errors'
import { deliverAllBut } from '@main/providers/http/split'
import type { Outgoing } from '@main/providers/outgoing'
import { callFor } from '../../../support/vendor-conformance'

const content = { type: 'sms', content: 'Hi' } as const
const people = Array.from({ length: 1000 }, (_, at) => `+1555${at}`)
const bad = () => new ProviderError('validation', 'recipient', 'not a number')

/** A vendor that takes all of a call or nothing of it. */
const vendor = (spoils: (identifier: string) => boolean) => {
  const calls: Outgoing[] = []
  const taken: string[] = []
  const deliver = deliverAllBut(async (call) => {
    calls.push(call)
    const identifiers = call.recipients.map(({ identifier }) => identifier)
    if (identifiers.some(spoils)) throw bad()
    taken.push(...identifiers)
    return new Map()
  })
  return { deliver, calls, taken }
}

describe('a call that one bad address spoils', () => {
  it('reaches everybody else, once', async () => {
    const spoils = [people[3], people[700]]
    const { deliver, taken, calls } = vendor((identifier) => spoils.includes(identifier))
    const refused = await deliver(callFor(content, people))
    expect([...refused.keys()]).toEqual([3, 700])
    expect(taken.sort()).toEqual(people.filter((one) => !spoils.includes(one)).sort())
    expect(new Set(calls.map(({ key }) => key)).size).toBe(calls.length)
  })

  it('has the same keys for the same parts at another attempt', async () => {
    const keys = async () => {
      const { deliver, calls } = vendor((identifier) => identifier === people[3])
      await deliver(callFor(content, people))
      return calls.map(({ key }) => key)
    }
    expect(await keys()).toEqual(await keys())
  })

  it('does not ask for ever when the message itself is at fault', async () => {
    const { deliver, calls } = vendor(() => true)
    const refused = await deliver(callFor(content, people))
    expect(refused.size).toBe(1000)
    expect(calls.length).toBeLessThanOrEqual(61)
  })

  it('tells trouble of a part for that part alone', async () => {
    const deliver = deliverAllBut(async ({ recipients }) => {
      if (recipients.length > 2) throw bad()
      if (recipients[0]?.identifier === 'c') throw new ProviderError('rate_limit', 'recipient', 'x')
      return new Map()
    })
    const refused = await deliver(callFor(content, ['a', 'b', 'c', 'd']))
    expect([...refused].map(([at, { category }]) => [at, category])).toEqual([
      [2, 'rate_limit'],
      [3, 'rate_limit'],
    ])
  })

  it('is not divided for any other reason', async () => {
    let calls = 0
    const deliver = deliverAllBut(async () => {
      calls++
      throw new ProviderError('server', 'recipient', 'x')
    })
    await expect(deliver(callFor(content, people))).rejects.toMatchObject({ category: 'server' })
    expect(calls).toBe(1)
  })
})
