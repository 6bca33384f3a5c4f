import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client } from 'node-appwrite'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A child that has said it listens. */
export interface Child {
  readonly pid: number
  /** The line of JSON that it printed. */
  readonly ready: Readonly<Record<string, string>>
  close(): Promise<void>
}

const start = async (script: string, parameters: readonly string[]): Promise<Child> => {
  const child: ChildProcess = spawn(process.execPath, [join(root, script), ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { stdout, pid } = child
  if (!stdout || pid === undefined) throw new Error(`${script} did not start.`)
  const line = await Promise.race([
    once(createInterface(stdout), 'line').then(([text]) => String(text)),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${script} ended with code ${String(code)} before it was ready.`)
    }),
  ])
  return {
    pid,
    ready: JSON.parse(line) as Record<string, string>,
    close: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

/** A process that takes mail and drops it; `ready.port` is its port. */
export const startSink = (kind: 'real' | 'lean' = 'real'): Promise<Child> =>
  start(`tests/bench/${kind === 'lean' ? 'lean-smtp-sink' : 'smtp-sink'}.ts`, [])

/** A process that takes notifications and drops them; `ready.apns` and `ready.fcm` are its ports. */
export const startPushSink = (): Promise<Child> => start('tests/bench/push-sink.ts', [])

/** A process that answers every request as a vendor that took it, after a while; `ready.port` is its port. */
export const startHttpSink = (delayMs = 0): Promise<Child> =>
  start('tests/bench/http-sink.ts', [String(delayMs)])

/** The built engine on an empty temporary folder, with an SDK client for it. */
export const startEngine = async (): Promise<Child & { readonly client: Client }> => {
  const folder = await mkdtemp(join(tmpdir(), 'sendwright-bench-'))
  const child = await start('out/main/cli.js', ['engine', '--data', folder, '--secrets', 'memory'])
  const { url = '', project = '', key = '' } = child.ready
  const close = async () => {
    await child.close()
    await rm(folder, { recursive: true, force: true })
  }
  const client = new Client().setEndpoint(url).setProject(project).setKey(key)
  return { ...child, close, client }
}

/** The built browser host on a data folder; `ready.url` opens it, once. */
export const startHost = (dataFolder: string): Promise<Child> =>
  start('out/main/cli.js', ['serve', '--data', dataFolder])
