import { expect, it } from 'vitest'
import { appKeys, isKey, keyOf } from '@/keys'

const pressed = (key: string, more: Partial<KeyboardEvent> = {}): KeyboardEvent =>
  // The parts of an event that tell which key it is.
  ({
    ...{ key, code: '', metaKey: false, ctrlKey: false, altKey: false, shiftKey: false },
    ...more,
  }) as KeyboardEvent

it('a key is told from the same letter with other keys', () => {
  expect(isKey(pressed('n', { ctrlKey: true }), 'newCampaign')).toBe(true)
  expect(isKey(pressed('n', { metaKey: true }), 'newCampaign')).toBe(true)
  expect(isKey(pressed('n'), 'newCampaign')).toBe(false)
  expect(isKey(pressed('N', { ctrlKey: true, shiftKey: true }), 'newCampaign')).toBe(false)
  expect(isKey(pressed('n', { ctrlKey: true, altKey: true }), 'newCampaign')).toBe(false)
  expect(isKey(pressed('Z', { ctrlKey: true, shiftKey: true }), 'redo')).toBe(true)
  expect(isKey(pressed('Z', { ctrlKey: true, shiftKey: true }), 'undo')).toBe(false)
})

it('signs count wherever they are on the keyboard, letters by their place where they are not Latin', () => {
  expect(isKey(pressed('?', { shiftKey: true }), 'help')).toBe(true)
  expect(isKey(pressed('/', { shiftKey: true }), 'search')).toBe(true)
  expect(isKey(pressed('я', { code: 'KeyZ', ctrlKey: true }), 'undo')).toBe(true)
  expect(isKey(pressed('Enter', { ctrlKey: true }), 'review')).toBe(true)
  expect(isKey(pressed(' ', { shiftKey: true }), 'selectRow')).toBe(true)
})

it('no two of the app do something else with the same key', () => {
  const all = Object.values(appKeys).flatMap(({ keys }) => keys)
  expect(new Set(all).size).toBe(all.length)
  expect(keyOf('review')).toBe('mod+enter')
})
