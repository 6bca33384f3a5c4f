import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { EngineStart } from '@main/host/engine-messages'

/** The built engine in a process of its own, driven over the channel that its host uses. */
export interface EngineChannel {
  readonly pid: number
  call(name: string, input: unknown): Promise<Record<string, unknown>>
  close(): Promise<void>
  /** `kill -9`. */
  kill(): Promise<void>
}

interface Message {
  readonly type: string
  readonly id?: number
  readonly reply?: { ok: boolean; value?: Record<string, unknown>; error?: { message: string } }
}

const entry = fileURLToPath(new URL('../../out/main/engine-process.js', import.meta.url))

/** Whether it sends for real, and to whom in the vendors' places. */
export interface EngineSending {
  readonly sandbox: boolean
  readonly vendorUrls?: Readonly<Record<string, string>>
}

/** Starts the engine on a folder; into the sandbox unless told otherwise. */
export const openEngineChannel = async (
  dataFolder: string,
  { sandbox, vendorUrls = {} }: EngineSending = { sandbox: true },
): Promise<EngineChannel> => {
  const child = fork(entry, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const waiting = new Map<number, (message: Message) => void>()
  let calls = 0
  const ready = new Promise<void>((resolve, reject) => {
    child.on('message', (message: Message) => {
      if (message.type === 'ready') resolve()
      if (message.type === 'failed') reject(new Error('The engine did not start.'))
      if (message.type !== 'reply' || message.id === undefined) return
      waiting.get(message.id)?.(message)
      waiting.delete(message.id)
    })
    child.once('exit', () => reject(new Error('The engine ended.')))
  })
  const options: EngineStart = {
    dataFolder,
    vaultKey: Buffer.alloc(32, 1).toString('base64'),
    sandbox,
    missed: { sendWithinMinutes: 60, otherwise: 'skip' },
    ceiling: null,
    vendorUrls,
  }
  child.send({ type: 'start', options })
  await ready
  return {
    pid: child.pid ?? 0,
    call: async (name, input) => {
      const id = calls++
      const answered = new Promise<Message>((resolve) => waiting.set(id, resolve))
      child.send({ type: 'call', id, name, input })
      const { reply } = await answered
      if (!reply?.ok) throw new Error(`${name}: ${reply?.error?.message ?? 'no reply'}`)
      return reply.value ?? {}
    },
    close: async () => {
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.send({ type: 'stop' })
      await ended
    },
    kill: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
