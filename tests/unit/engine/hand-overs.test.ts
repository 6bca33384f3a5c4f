import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openHandOvers, readHandOvers } from '@main/engine/hand-overs'
import type { DeliveryReceipt } from '@main/store/claims'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../support/temporary-folder'

const receipt = (id: number, error: string | null = null): DeliveryReceipt => ({
  ...{ id, state: error === null ? 'accepted' : 'failed', error, attempts: 1 },
  ...{ finishedAt: '2026-01-01T00:00:00.000+00:00', dueAt: null, call: null },
})
const open = () => {
  const folder = temporaryFolder()
  return { folder, handOvers: openHandOvers(folder, 'token') }
}
const first = (folder: string): string => join(folder, 'hand-overs-0.log')

describe('what a killed program noted', () => {
  it('tells who was called, what came of others, and who was not called at all', () => {
    const { folder, handOvers } = open()
    handOvers.note([], [1, 2])
    handOvers.note([receipt(1, 'no such “mailbox”\n')], [3])
    const outcomeOf = readHandOvers(folder, 'token')
    expect([1, 2, 3, 4].map(outcomeOf)).toEqual([
      ...[receipt(1, 'no such “mailbox”\n'), undefined, undefined, 'unused'],
    ])
    expect([1, 2, 3, 4].map(handOvers.outcomeOf)).toEqual([1, 2, 3, 4].map(outcomeOf))
  })

  it('forgets what the ledger has, so that another claim of the same is not in doubt', () => {
    const { folder, handOvers } = open()
    handOvers.note([], [1])
    handOvers.note([receipt(1)], [2])
    handOvers.recorded([receipt(1)])
    handOvers.note([], [3])
    expect([1, 2, 3].map(readHandOvers(folder, 'token'))).toEqual(['unused', undefined, undefined])
    handOvers.note([], [1])
    expect(readHandOvers(folder, 'token')(1)).toBeUndefined()
  })

  it('goes on in another file when one has grown large', () => {
    const { folder, handOvers } = open()
    const text = 'x'.repeat(300_000)
    handOvers.note([], [1, 2])
    for (let id = 10; id < 20; id++) {
      handOvers.note([], [id])
      handOvers.note([receipt(id, text)], [])
      if (id % 2 === 0) handOvers.recorded([receipt(id)])
    }
    expect(readFileSync(first(folder)).length).toBeLessThan(3_000_000)
    const outcomes = [1, 2, 10, 11, 18, 19, 20].map(readHandOvers(folder, 'token'))
    expect(outcomes).toEqual([
      ...[undefined, undefined, 'unused', receipt(11, text), 'unused', receipt(19, text), 'unused'],
    ])
  })

  it('leaves out a line that was cut off, because its call was never made', () => {
    const { folder, handOvers } = open()
    handOvers.note([], [1])
    appendFileSync(first(folder), '[[2],[')
    expect([1, 2].map(readHandOvers(folder, 'token'))).toEqual([undefined, 'unused'])
  })

  it('counts as the earlier file while the next one has no head', () => {
    const { folder, handOvers } = open()
    handOvers.note([], [1])
    writeFileSync(join(folder, 'hand-overs-1.log'), '{"token":"token","turn":1,"op')
    expect([1, 2].map(readHandOvers(folder, 'token'))).toEqual([undefined, 'unused'])
  })

  it('says nothing of anybody when it is damaged, gone or of another ledger', () => {
    const { folder, handOvers } = open()
    handOvers.note([], [1])
    expect(readHandOvers(folder, 'another')(5)).toBeUndefined()
    expect(readHandOvers(folder, undefined)(5)).toBeUndefined()
    expect(readHandOvers(temporaryFolder(), 'token')(5)).toBeUndefined()
    expect(readHandOvers(folder, 'token')(5)).toBe('unused')
    appendFileSync(first(folder), 'damaged\n[[2],[],[]]\n')
    expect(readHandOvers(folder, 'token')(5)).toBeUndefined()
  })
})
