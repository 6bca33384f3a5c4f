import { mergeFields, type Fields, type MergedField } from '@main/drafts/merge'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const sets = ['topics', 'users']
const merge = (base: Fields, mine: Fields, theirs: Fields): MergedField[] =>
  mergeFields(base, mine, theirs, sets)
const field = (fields: readonly MergedField[], name: string): MergedField | undefined =>
  fields.find((candidate) => candidate.name === name)

const base = { subject: 'Hello', content: 'Text', topics: ['a', 'b'] }

describe('mergeFields', () => {
  it('takes each side’s change where only that side changed a field', () => {
    const merged = merge(base, { ...base, subject: 'Mine' }, { ...base, content: 'Theirs' })

    expect(field(merged, 'subject')).toMatchObject({ merged: 'Mine', change: 'mine' })
    expect(field(merged, 'content')).toMatchObject({ merged: 'Theirs', change: 'theirs' })
    expect(field(merged, 'topics')).toMatchObject({ merged: ['a', 'b'], change: 'none' })
  })

  it('leaves it to a person where both changed a field differently', () => {
    const merged = merge(base, { ...base, subject: 'Mine' }, { ...base, subject: 'Theirs' })

    expect(field(merged, 'subject')).toEqual({
      ...{ name: 'subject', base: 'Hello', mine: 'Mine', theirs: 'Theirs' },
      ...{ merged: 'Mine', change: 'conflict' },
    })
  })

  it('knows the same change of both sides as none to decide', () => {
    const changed = { ...base, subject: 'New' }

    expect(field(merge(base, changed, changed), 'subject')).toMatchObject({ change: 'both' })
  })

  it.each([
    ['add/add', ['a', 'b', 'c'], ['a', 'b', 'd'], ['a', 'b', 'c', 'd']],
    ['add/add of the same', ['a', 'b', 'c'], ['a', 'b', 'c'], ['a', 'b', 'c']],
    ['add/remove', ['a', 'b', 'c'], ['a'], ['a', 'c']],
    ['remove/remove', ['a'], ['b'], []],
    ['remove/remove of the same', ['a'], ['a'], ['a']],
  ])('merges lists by element: %s', (_, mine, theirs, expected) => {
    const merged = merge(base, { ...base, topics: mine }, { ...base, topics: theirs })

    expect(field(merged, 'topics')?.merged).toEqual(expected)
    expect(field(merged, 'topics')?.change).not.toBe('conflict')
  })

  it('compares objects by what they hold', () => {
    const push = { data: { order: [1, { a: 2 }] } }

    expect(merge(push, structuredClone(push), structuredClone(push))).toMatchObject([
      { name: 'data', change: 'none' },
    ])
  })
})

const value = fc.oneof(
  fc.constantFrom('x', 'y', 'z'),
  fc.record({ k: fc.nat(2) }, { noNullPrototype: true }),
  fc.constant(null),
)
const letters = ['a', 'b', 'c', 'd', 'e', 'f'] as const
const elements = fc.uniqueArray(fc.constantFrom(...letters))
const version = fc.record({ subject: value, data: value, topics: elements, users: elements })
const asSets = (fields: readonly MergedField[]) =>
  fields.map(({ name, merged, change }) => ({
    name,
    merged: change === 'conflict' ? null : Array.isArray(merged) ? new Set(merged) : merged,
    isConflict: change === 'conflict',
  }))
const sorted = (part: unknown): unknown => (Array.isArray(part) ? part.toSorted() : part)
const result = (fields: readonly MergedField[]) =>
  Object.fromEntries(fields.map(({ name, merged }) => [name, sorted(merged)]))
const alike = (fields: Fields) =>
  Object.fromEntries(Object.entries(fields).map(([name, part]) => [name, sorted(part)]))

describe('merging any versions', () => {
  it('comes to the same whichever side is called mine', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(asSets(merge(a, b, c))).toEqual(asSets(merge(a, c, b)))
      }),
    )
  })

  it('changes nothing where a side changed nothing, and is sure where both are the same', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(result(merge(a, b, a))).toEqual(alike(b))
        expect(result(merge(a, a, b))).toEqual(alike(b))
        expect(result(merge(a, b, b))).toEqual(alike(b))
      }),
    )
  })

  it('neither invents nor drops an element', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        for (const name of ['topics', 'users'] as const) {
          const merged = new Set(field(merge(a, b, c), name)?.merged as string[])
          for (const element of letters) {
            const [was, mine, theirs] = [a, b, c].map((side) => side[name].includes(element))
            expect(merged.has(element)).toBe(was ? mine && theirs : mine || theirs)
          }
        }
      }),
    )
  })

  it('conflicts only where both sides changed one value differently', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        for (const { name, base: was, mine, theirs, change } of merge(a, b, c)) {
          const text = (side: unknown) => JSON.stringify(side)
          const differs =
            text(was) !== text(mine) && text(was) !== text(theirs) && text(mine) !== text(theirs)
          expect(change === 'conflict').toBe(!sets.includes(name) && differs)
        }
      }),
    )
  })
})
