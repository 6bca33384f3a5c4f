import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const contract = join(root, 'src-preload', 'contract')

/** What a file takes at run time: imports of types alone are gone by then. */
const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/^import (?!type\b)([^']*?)from '([^']+)'/gm)]
    .filter(([, names = '']) => !/^\{(\s*type [^,}]+,?)+\s*\}\s*$/.test(names))
    .map(([, , from = '']) => from)

test('the renderer takes nothing from the contract that brings zod along', () => {
  const files = globSync('src-renderer/**/*.{ts,vue}', { cwd: root }).map((file) =>
    join(root, file),
  )
  const taken = files.flatMap((file) =>
    importsOf(file).flatMap((from) =>
      from.startsWith('@contract/')
        ? [join(contract, `${from.slice('@contract/'.length)}.ts`)]
        : [],
    ),
  )
  const seen = new Set<string>(taken)
  const bringers: string[] = []
  for (const file of seen) {
    for (const from of importsOf(file)) {
      if (from === 'zod') bringers.push(file)
      if (from.startsWith('.')) seen.add(join(dirname(file), `${from}.ts`))
    }
  }
  expect(seen.size).toBeGreaterThan(5)
  expect(bringers).toEqual([])
})

/** The file of the renderer that an import means. */
const fileOf = (importer: string, from: string): string | undefined => {
  const path = from.startsWith('@/')
    ? join(root, 'src-renderer', from.slice(2))
    : from.startsWith('.') && join(dirname(importer), from)
  return path
    ? [path, `${path}.ts`].find((name) => /\.(ts|vue)$/.test(name) && existsSync(name))
    : undefined
}

test('no file of the renderer needs itself by way of others', () => {
  const circles: string[] = []
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      circles.push([...path.slice(path.indexOf(file)), file].join(' → ').replaceAll(root, ''))
      return
    }
    if (done.has(file)) return
    done.add(file)
    for (const from of importsOf(file)) {
      const next = fileOf(file, from)
      if (next) visit(next, [...path, file])
    }
  }
  for (const file of globSync('src-renderer/**/*.{ts,vue}', { cwd: root }))
    visit(join(root, file), [])

  expect(done.size).toBeGreaterThan(300)
  expect(circles).toEqual([])
})
