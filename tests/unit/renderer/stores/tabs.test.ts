import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import { useTabsStore, type DraftTab } from '@/stores/tabs'

const tab = (id: string, title = id): DraftTab => ({ id, title, kind: 'email', dirty: true })

beforeEach(() => setActivePinia(createPinia()))

test('opening an open draft again changes its tab where it stands', () => {
  const store = useTabsStore()
  store.open(tab('a'))
  store.open(tab('b'))

  store.open(tab('a', 'Renamed'))

  expect(store.tabs.map((open) => open.title)).toEqual(['Renamed', 'b'])
})

test('a closed tab gives way to its right neighbour, else to its left one', () => {
  const store = useTabsStore()
  for (const id of ['a', 'b', 'c']) store.open(tab(id))

  expect(store.close('b')?.id).toBe('c')
  expect(store.close('c')?.id).toBe('a')
  expect(store.close('a')).toBeUndefined()
  expect(store.close('a')).toBeUndefined()
})
