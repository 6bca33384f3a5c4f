import { z } from 'zod'
import { endpoint } from './endpoint'

/** What a client needs to know of the server itself. */
export const health = {
  /** The server's version; no key needed. */
  getHealthVersion: endpoint({
    method: 'GET',
    path: '/health/version',
    scope: 'public',
    status: 200,
    input: z.object({}),
    reply: z.looseObject({ version: z.string() }),
  }),
}
