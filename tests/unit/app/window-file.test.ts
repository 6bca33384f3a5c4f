import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readWindowState, writeWindowState } from '@main/app/window-file'
import { afterEach, beforeEach, expect, it } from 'vitest'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sendwright-window-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

it('remembers where the window was', () => {
  const state = { bounds: { x: -8, y: 0, width: 1200, height: 800 }, isMaximized: true }
  writeWindowState(folder, state)
  expect(readWindowState(folder)).toEqual(state)
})

it('knows nothing from a file that is absent, damaged or of another shape', async () => {
  expect(readWindowState(folder)).toBeUndefined()
  for (const text of ['', '{', '{"bounds":{"x":1}}', '{"bounds":null,"isMaximized":true}']) {
    await writeFile(join(folder, 'window.json'), text)
    expect(readWindowState(folder), text).toBeUndefined()
  }
})
