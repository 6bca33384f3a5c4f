import { expect, onTestFinished, test, vi } from 'vitest'
import { createApp, h, nextTick, ref } from 'vue'
import DataList from '@/components/DataList.vue'
import { i18n } from '@/i18n'

interface Person {
  readonly id: string
  readonly name: string
}

/** A list of people on the page, and what counts how often one of its cells was drawn. */
const mountList = (count: number) => {
  const rows = ref<readonly Person[]>(
    Array.from({ length: count }, (_, at) => ({ id: `p${at}`, name: `Person ${at}` })),
  )
  const selected = ref<ReadonlySet<string>>(new Set())
  const draw = vi.fn(({ row }: { row: unknown }) => [h('span', (row as Person).name)])
  const root = document.body.appendChild(document.createElement('div'))
  const app = createApp(() =>
    h(
      DataList,
      {
        label: 'People',
        columns: [{ key: 'name', label: 'Name' }],
        rows: rows.value,
        rowKey: (row: unknown) => (row as Person).id,
        rowLabel: (row: unknown) => (row as Person).name,
        selectable: true,
        selected: selected.value,
        'onUpdate:selected': (keys: ReadonlySet<string>) => {
          selected.value = keys
        },
      },
      { 'cell-name': draw },
    ),
  )
  app.use(i18n).mount(root)
  onTestFinished(() => {
    app.unmount()
    root.remove()
  })
  const items = () => [...root.querySelectorAll<HTMLElement>('tr.item')]
  return { rows, selected, draw, items }
}

const press = async (element: Element | null | undefined, key: string, shiftKey = false) => {
  element?.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true }))
  await nextTick()
}

test('a step of the focus draws no cell again, and a tick not those of other rows', async () => {
  const { draw, items, selected } = mountList(200)
  items()[0]?.focus()
  await nextTick()
  draw.mockClear()

  await press(items()[0], 'ArrowDown')

  expect(document.activeElement).toBe(items()[1])
  expect(
    items()
      .map(({ tabIndex }) => tabIndex)
      .indexOf(0),
  ).toBe(1)
  expect(draw).not.toHaveBeenCalled()

  items()[1]?.querySelector<HTMLElement>('.check')?.click()
  await nextTick()
  expect([...selected.value]).toEqual(['p1'])
  expect(items()[1]?.getAttribute('aria-selected')).toBe('true')
  expect(draw.mock.calls.filter(([{ row }]) => (row as Person).id !== 'p1')).toEqual([])
})

test('a row that is another one under its key is drawn again, alone', async () => {
  const { draw, items, rows } = mountList(50)
  draw.mockClear()

  rows.value = rows.value.with(3, { id: 'p3', name: 'Ada Lovelace' })
  await nextTick()

  expect(items()[3]?.textContent).toContain('Ada Lovelace')
  expect(items()[3]?.getAttribute('aria-label')).toBe('Ada Lovelace')
  expect(draw.mock.calls.map(([{ row }]) => (row as Person).name)).toEqual(['Ada Lovelace'])
})

test('of a long list only what is near the eye is drawn, and the keys lead anywhere', async () => {
  const { items, selected } = mountList(2000)
  const drawn = () => items().map(({ dataset }) => Number(dataset.key?.slice(1)))
  expect(items().length).toBeLessThan(60)
  const table = items()[0]?.closest('table')
  expect(table?.getAttribute('aria-rowcount')).toBe('2001')
  expect(table?.querySelector<HTMLElement>('[aria-hidden] td')?.style.height).toBe(
    `${(2000 - items().length) * 40}px`,
  )

  items()[0]?.focus()
  await press(items()[0], 'End')
  const last = items().at(-1)
  expect(document.activeElement).toBe(last)
  expect(last?.getAttribute('aria-rowindex')).toBe('2001')
  expect(drawn().slice(0, 3)).toEqual([0, 1, 2])

  const list = table?.parentElement
  Object.defineProperty(list, 'scrollTop', { value: 1000 * 40 })
  list?.dispatchEvent(new Event('scroll'))
  await nextTick()
  expect(drawn()).toContain(1000)
  expect(drawn()).not.toContain(1)
  expect(document.activeElement).toBe(last)

  table?.querySelector<HTMLElement>('thead .check')?.click()
  await nextTick()
  expect(selected.value.size).toBe(2000)
})

test('Shift selects all rows since the last one, with the keyboard as well', async () => {
  const { items, selected } = mountList(20)
  items()[2]?.focus()
  await press(items()[2], ' ')
  await press(items()[6], ' ', true)

  expect([...selected.value]).toEqual(['p2', 'p3', 'p4', 'p5', 'p6'])
})
