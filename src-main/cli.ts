import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ApiError } from '@contract/errors'
import { parseArguments, parseDesktopArguments, UsageError } from './cli/arguments'
import type { Places } from './cli/places'
import { StartError } from './cli/start-error'
import { usage } from './cli/usage'

const root = join(import.meta.dirname, '..', '..')

const readVersion = (): string => {
  // Our own package.json: its shape is known.
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string
  }
  return version
}

const places = (): Places => ({
  version: readVersion(),
  rendererFolder: join(root, 'out', 'renderer'),
  engineEntry: join(root, 'out', 'main', 'engine-process.js'),
  preload: join(root, 'out', 'preload', 'index.cjs'),
})

const isElectron = process.versions.electron !== undefined

/** Does what the arguments ask for; each command is loaded only when it is the one. */
const run = async (): Promise<void> => {
  if (isElectron) {
    const { startApp } = await import('./app/start-app')
    return startApp(parseDesktopArguments(process.argv.slice(1)), places())
  }
  const command = parseArguments(process.argv.slice(2))
  switch (command.name) {
    case 'help':
      process.stdout.write(usage)
      return
    case 'version':
      process.stdout.write(`${readVersion()}\n`)
      return
    case 'app':
      throw new StartError(
        'The desktop app runs under Electron: use npm start. In a browser: npm run serve.',
      )
    case 'serve':
      return await (await import('./cli/serve')).serve(command, places())
    case 'engine':
      return await (await import('./cli/engine')).runEngine(command)
  }
}

const explain = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof UsageError) return `${error.message}\nTry --help.`
  if (error instanceof StartError || error instanceof ApiError) return error.message
  if ('code' in error && error.code === 'EADDRINUSE')
    return `Another program listens on this port. Choose another one with --port, or none.`
  return error.stack ?? error.message
}

// Electron gets ready only after this file has run to its end, awaits included: what must come before is in time.
try {
  await run()
  // Under Node something may still hold the process, a hung keychain for one.
  if (!isElectron) process.stdout.write('', () => process.exit(0))
} catch (error) {
  process.stderr.write(`sendwright: ${explain(error)}\n`)
  process.exit(error instanceof UsageError ? 2 : 1)
}
