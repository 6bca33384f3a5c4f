import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const windowState = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) }),
  isMaximized: z.boolean(),
})

/** Where the window was when it was closed. */
export type WindowState = z.infer<typeof windowState>

const fileOf = (dataFolder: string): string => join(dataFolder, 'window.json')

/** Reads where the window was; undefined when that is not known, for whatever reason: it is a convenience. */
export const readWindowState = (dataFolder: string): WindowState | undefined => {
  try {
    return windowState.parse(JSON.parse(readFileSync(fileOf(dataFolder), 'utf8')))
  } catch {
    return undefined
  }
}

/** Remembers where the window was. */
export const writeWindowState = (dataFolder: string, state: WindowState): void => {
  const file = fileOf(dataFolder)
  writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
