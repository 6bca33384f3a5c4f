import { ApiError } from '@contract/errors'
import type { Backend } from './backend'
import { isOutOfReach, type ServerWatch } from './server-watch'

/** Tells the watch of a server what became of every call to it, whoever makes it. */
export const watchCalls = (backend: Backend, server: ServerWatch): Backend => ({
  ...backend,
  call: async (name, input) => {
    try {
      const value = await backend.call(name, input)
      server.answered()
      return value
    } catch (error) {
      if (isOutOfReach(error)) server.lost(error.message)
      else if (!isOurs(error)) server.answered()
      throw error
    }
  },
  close: async () => {
    server.stop()
    await backend.close()
  },
})

/** May have been refused before the server was asked: no news of it. */
const isOurs = (error: unknown): boolean =>
  !(error instanceof ApiError) || ours.has(error.type) || error.type.startsWith('desktop_')

const ours = new Set(['general_argument_invalid', 'general_route_not_found', 'general_unknown'])
