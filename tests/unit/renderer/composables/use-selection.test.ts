import { describe, expect, it } from 'vitest'
import { nextTick, ref, shallowRef } from 'vue'
import { useRowChoice } from '@/composables/use-row-choice'
import { useSelection } from '@/composables/use-selection'

interface Row {
  readonly id: string
  readonly name?: string
}
const rows = (...ids: string[]): Row[] => ids.map((id) => ({ id }))

const select = (shown: readonly Row[]) => {
  const list = shallowRef(shown)
  const search = ref('')
  const selection = useSelection(list, (row) => row.id, [search])
  return { list, search, selection, ids: () => selection.rows.value.map(({ id }) => id) }
}

describe('a selection', () => {
  it('lets go of a row that leaves the list, and shows the newest state of those that stay', async () => {
    const { list, selection, ids } = select(rows('a', 'b', 'c'))
    selection.keys.value = new Set(['a', 'b'])
    list.value = [{ id: 'b', name: 'renamed' }, { id: 'c' }]
    await nextTick()
    expect(selection.rows.value).toEqual([{ id: 'b', name: 'renamed' }])
    expect(ids()).toEqual(['b'])
  })

  it('holds rows that are on no page yet, and keeps them while pages come', async () => {
    const { list, selection, ids } = select(rows('a'))
    selection.add(rows('a', 'x', 'y'))
    list.value = rows('a', 'b')
    await nextTick()
    expect(ids()).toEqual(['a', 'x', 'y'])
    selection.keys.value = new Set(['x', 'b'])
    expect(ids()).toEqual(['x', 'b'])
  })

  it('is empty once something else is searched', async () => {
    const { search, selection, ids } = select(rows('a'))
    selection.add(rows('a', 'x'))
    search.value = 'words'
    await nextTick()
    expect(ids()).toEqual([])
  })
})

describe('choosing rows', () => {
  const choose = () => {
    const selected = ref<ReadonlySet<string>>(new Set())
    const choice = useRowChoice(ref(['a', 'b', 'c', 'd']), selected)
    return { choice, chosen: () => [...selected.value].toSorted().join('') }
  }

  it('brings everything since the last row into its state, in both directions', () => {
    const { choice, chosen } = choose()
    choice.toggle('c', false)
    choice.toggle('a', true)
    expect(chosen()).toBe('abc')
    choice.toggle('b', true)
    expect(chosen()).toBe('c')
  })

  it('selects all, then none', () => {
    const { choice, chosen } = choose()
    choice.toggle('b', false)
    expect([choice.someSelected.value, choice.allSelected.value]).toEqual([true, false])
    choice.toggleAll()
    expect(chosen()).toBe('abcd')
    choice.toggleAll()
    expect(chosen()).toBe('')
  })
})
