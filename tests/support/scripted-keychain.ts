import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** How the keychain behaves: locked it takes and shows nothing, slow it answers after ten seconds, gone it throws. */
export type KeychainMood = 'open' | 'locked' | 'slow' | 'gone'

/** A keychain of a program that is started with its environment. */
export interface ScriptedKeychain {
  readonly env: NodeJS.ProcessEnv
  turn(mood: KeychainMood): Promise<void>
  /** What is in it, by account. */
  entries(): Promise<Readonly<Record<string, string>>>
}

/** In place of the package keytar; reads and writes what the test does. */
const keytar = (mood: string, held: string): string => `
import { readFileSync, writeFileSync } from 'node:fs'
const mood = () => readFileSync(${JSON.stringify(mood)}, 'utf8')
const read = () => JSON.parse(readFileSync(${JSON.stringify(held)}, 'utf8'))
const write = (entries) => writeFileSync(${JSON.stringify(held)}, JSON.stringify(entries))
const answer = async (change) => {
  if (mood() === 'slow') await new Promise((resolve) => setTimeout(resolve, 10_000))
  if (mood() === 'gone') throw new Error('The name org.freedesktop.secrets was not provided')
  return change(mood() === 'locked')
}
export default {
  getPassword: (_service, account) => answer((locked) => (locked ? null : (read()[account] ?? null))),
  setPassword: (_service, account, secret) =>
    answer((locked) => {
      if (locked) throw new Error('Cannot create an item in a locked collection')
      write({ ...read(), [account]: secret })
    }),
  deletePassword: (_service, account) =>
    answer((locked) => {
      if (locked) return false
      const { [account]: gone, ...rest } = read()
      write(rest)
      return gone !== undefined
    }),
}
`

const hooks = (url: string): string => `
import { registerHooks } from 'node:module'
registerHooks({
  resolve: (name, context, next) =>
    name === 'keytar' ? { url: ${JSON.stringify(url)}, shortCircuit: true } : next(name, context),
})
`

/** Writes the keychain into this folder. */
export const scriptKeychain = async (
  folder: string,
  first: KeychainMood,
): Promise<ScriptedKeychain> => {
  const at = (name: string): string => join(folder, name)
  const turn = (mood: KeychainMood): Promise<void> => writeFile(at('mood'), mood)
  await turn(first)
  await writeFile(at('held.json'), '{}')
  await writeFile(at('keytar.mjs'), keytar(at('mood'), at('held.json')))
  await writeFile(at('hooks.mjs'), hooks(pathToFileURL(at('keytar.mjs')).href))
  return {
    env: { NODE_OPTIONS: `--import=${pathToFileURL(at('hooks.mjs')).href}` },
    turn,
    entries: async () =>
      // What the script above wrote.
      JSON.parse(await readFile(at('held.json'), 'utf8')) as Record<string, string>,
  }
}
