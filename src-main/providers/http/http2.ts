import { ProviderError } from '../errors'
import type { HttpTimeouts } from './request'
import type { HttpClient } from './http1'
import type { Http2Session } from './http2-session'
import { openHttp2Session } from './http2-session'

/** A request that servers keep handing back is given up after so many. */
const mostAttempts = 5

/** HTTP/2: one session for every origin, another one once its server has said goodbye. */
export const createHttp2 = (limits: HttpTimeouts): HttpClient => {
  const sessions = new Map<string, Http2Session>()

  const usable = (origin: string): Http2Session => {
    const known = sessions.get(origin)
    if (known?.isUsable()) return known
    const session = openHttp2Session(origin, limits)
    sessions.set(origin, session)
    return session
  }

  return {
    async send(request, address) {
      for (let attempt = 0; attempt < mostAttempts; attempt++) {
        const reply = await usable(address.origin).send(request, address)
        if (reply) return reply
      }
      const { host } = new URL(address.origin)
      const message = `${host} closes connections before it takes a message.`
      throw new ProviderError('network', 'provider', message)
    },
    close: () => {
      for (const session of sessions.values()) session.close()
      sessions.clear()
    },
  }
}
