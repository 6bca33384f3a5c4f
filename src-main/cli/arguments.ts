import { parseArgs, type ParseArgsConfig } from 'node:util'
import { defaultMissedPolicy, missedPolicy } from '@contract/schedules'

/** Where an engine started alone keeps its secrets. */
type SecretsChoice = 'keychain' | 'env' | 'memory'

/** What the program was asked to do. */
export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | AppCommand
  | { readonly name: 'serve'; readonly data: string | undefined; readonly port: number }
  | EngineCommand

/** The desktop app is asked for. */
export interface AppCommand {
  readonly name: 'app'
  readonly data: string | undefined
}

/** What an engine started alone is started with; what is undefined is remembered from before, or made. */
export interface EngineCommand {
  readonly name: 'engine'
  readonly data: string
  readonly port: number
  readonly project: string | undefined
  readonly key: string | undefined
  readonly secrets: SecretsChoice | undefined
  readonly sandbox: boolean
  /** A scheduled message that is found at the start is still sent when it is less late than this. */
  readonly sendLateMinutes: number
  /** From this share of failures on, 0 to 1, a message pauses by itself; null: never; undefined: as before. */
  readonly failurePause: number | null | undefined
  readonly vendorUrls: Readonly<Record<string, string>>
}

/** Arguments that make no sense; the message is for the person who typed them. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const commands = ['app', 'serve', 'engine'] as const

/** Reads the arguments after the program's name; throws a `UsageError`. */
export const parseArguments = (argv: readonly string[]): Command => {
  if (argv.includes('--help') || argv.includes('-h')) return { name: 'help' }
  if (argv.includes('--version') || argv.includes('-v')) return { name: 'version' }
  const [first] = argv
  const isNamed = first !== undefined && !first.startsWith('-')
  const name = isNamed ? commands.find((command) => command === first) : 'app'
  if (!name) throw new UsageError(`There is no command "${first}". It is app, serve or engine.`)
  const rest = isNamed ? argv.slice(1) : argv
  switch (name) {
    case 'app':
      return { name, data: read(rest, { data: { type: 'string' } }).data }
    case 'serve': {
      const values = read(rest, { data: { type: 'string' }, port: { type: 'string' } })
      return { name, data: values.data, port: parsePort(values.port) }
    }
    case 'engine':
      return parseEngine(rest)
  }
}

/**
 * Reads the arguments of a desktop app: the system and Chromium add switches of their own there, so what is
 * not ours is passed over, the program's own folder included.
 */
export const parseDesktopArguments = (argv: readonly string[]): AppCommand => {
  const { values } = parseArgs({
    args: [...argv],
    options: { data: { type: 'string' } },
    strict: false,
    allowPositionals: true,
  })
  return { name: 'app', data: typeof values.data === 'string' ? values.data : undefined }
}

const parseEngine = (argv: readonly string[]): EngineCommand => {
  const values = read(argv, {
    data: { type: 'string' },
    port: { type: 'string' },
    project: { type: 'string' },
    key: { type: 'string' },
    secrets: { type: 'string' },
    sandbox: { type: 'boolean' },
    'send-late': { type: 'string' },
    'failure-pause': { type: 'string' },
    'vendor-url': { type: 'string', multiple: true },
  })
  if (!values.data) throw new UsageError('engine needs --data DIR, the folder of its database.')
  return {
    name: 'engine',
    data: values.data,
    port: parsePort(values.port),
    project: parseProject(values.project),
    key: parseKey(values.key),
    secrets: parseSecrets(values.secrets),
    sandbox: values.sandbox ?? false,
    sendLateMinutes: parseMinutes(values['send-late']),
    failurePause: parseFailurePause(values['failure-pause']),
    vendorUrls: parseVendorUrls(values['vendor-url'] ?? []),
  }
}

const read = <Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
) => {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

const parsePort = (text: string | undefined): number => {
  if (text === undefined) return 0
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new UsageError(`--port takes a number from 0 (any free port) to 65535, not "${text}".`)
  return port
}

const parseMinutes = (text: string | undefined): number => {
  if (text === undefined) return defaultMissedPolicy.sendWithinMinutes
  const { success, data } = missedPolicy.shape.sendWithinMinutes.safeParse(Number(text))
  if (!success || !/^\d+$/.test(text))
    throw new UsageError(`--send-late takes minutes from 1 to 525600, a year, not "${text}".`)
  return data
}

const parseFailurePause = (text: string | undefined): number | null | undefined => {
  if (text === undefined) return undefined
  if (text === 'never') return null
  const percent = Number(text)
  if (!/^\d{1,3}$/.test(text) || percent < 1 || percent > 100)
    throw new UsageError(
      `--failure-pause takes a percentage from 1 to 100, or never, not "${text}".`,
    )
  return percent / 100
}

const parseProject = (text: string | undefined): string | undefined => {
  if (text === undefined || /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,35}$/.test(text)) return text
  throw new UsageError(
    '--project takes up to 36 letters, digits, dots, hyphens and underscores, and starts with a letter or digit.',
  )
}

const parseKey = (text: string | undefined): string | undefined => {
  if (text === undefined || /^[\x21-\x7e]{1,4096}$/.test(text)) return text
  throw new UsageError('--key takes up to 4096 printable characters without spaces.')
}

const parseSecrets = (text: string | undefined): SecretsChoice | undefined => {
  if (text === undefined) return undefined
  if (text === 'keychain' || text === 'env' || text === 'memory') return text
  throw new UsageError(`--secrets takes keychain, env or memory, not "${text}".`)
}

const parseVendorUrls = (texts: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    texts.map((text) => {
      const [, kind = '', address = ''] = /^([\w-]+)=(.+)$/.exec(text) ?? []
      const url = URL.parse(address)
      const isOrigin = url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
      if (!isOrigin)
        throw new UsageError(
          `--vendor-url takes KIND=ORIGIN such as twilio=http://127.0.0.1:8080, not "${text}".`,
        )
      return [kind, url.origin]
    }),
  )
