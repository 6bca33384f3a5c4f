import { startHost } from './processes.ts'

/** The built browser host, driven over the bridge that its page uses. */
export interface HostBridge {
  readonly pid: number
  /** The reply; throws what came instead. */
  call(name: string, input: unknown): Promise<Record<string, unknown>>
  close(): Promise<void>
}

/** Starts the browser host on a data folder and opens its link. */
export const openHostBridge = async (dataFolder: string): Promise<HostBridge> => {
  const host = await startHost(dataFolder)
  const link = new URL(host.ready['url'] ?? '')
  const opened = await fetch(link, { redirect: 'manual' })
  const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? ''
  return {
    pid: host.pid,
    call: async (name, input) => {
      const response = await fetch(`${link.origin}/bridge/call`, {
        method: 'POST',
        headers: { cookie, origin: link.origin, 'content-type': 'application/json' },
        body: JSON.stringify({ name, input }),
      })
      // The host answers the bridge's replies.
      const reply = (await response.json()) as Reply
      if (!reply.ok) throw new Error(`${name}: ${reply.error?.message ?? response.status}`)
      return reply.value ?? {}
    },
    close: host.close,
  }
}

interface Reply {
  readonly ok: boolean
  readonly value?: Record<string, unknown>
  readonly error?: { readonly message: string }
}
