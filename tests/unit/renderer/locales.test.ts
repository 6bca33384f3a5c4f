import { expect, test } from 'vitest'
import { messages } from '@/locales/en'

const sources = import.meta.glob<string>('../../../src-renderer/**/*.{vue,ts}', {
  eager: true,
  query: '?raw',
  import: 'default',
})

const lookUp = (key: string): unknown =>
  key
    .split('.')
    .reduce<unknown>(
      (part, name) =>
        typeof part === 'object' && part !== null
          ? (part as Record<string, unknown>)[name]
          : undefined,
      messages,
    )

/** Keys written out in full; those with a changing part in them cannot be told from the text. */
const keysIn = (source: string): string[] => [
  ...[...source.matchAll(/\bt\(\s*'(\w+(?:\.\w+)+)'/g)].map((match) => match[1] ?? ''),
  ...[...source.matchAll(/\bkeypath="([\w.]+)"/g)].map((match) => match[1] ?? ''),
]

test('every text that a component asks for is in the catalogue', () => {
  const missing = Object.entries(sources).flatMap(([path, source]) =>
    keysIn(source)
      .filter((key) => typeof lookUp(key) !== 'string')
      .map((key) => `${path}: ${key}`),
  )

  expect(Object.values(sources).flatMap(keysIn).length).toBeGreaterThan(50)
  expect(missing).toEqual([])
})
