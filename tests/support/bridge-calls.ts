import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'

/** Calls main as the page itself does; throws when it answers an error. */
export const callBridge = (page: Page, name: string, input: unknown): Promise<unknown> =>
  page.evaluate(
    async ([called, given]) => {
      const response = await fetch('/bridge/call', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: called, input: given }),
      })
      const reply = (await response.json()) as { ok: boolean; value: unknown; error: unknown }
      if (!reply.ok) throw new Error(JSON.stringify(reply.error))
      return reply.value
    },
    [name, input] as const,
  )

/** The process id of the engine that a host has started. */
export const engineOf = async (hostPid: number): Promise<number> => {
  const children = await readFile(`/proc/${hostPid}/task/${hostPid}/children`, 'utf8')
  const [engine] = children.trim().split(' ').map(Number)
  if (!engine) throw new Error('The host has no engine.')
  return engine
}
