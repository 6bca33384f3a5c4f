import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isSameSecret } from '../server/guard'

/** Who may use the browser host: whoever had the link, known again by a cookie. */
export interface Admission {
  /** The token of the link that is valid now. */
  token(): string
  /** Takes a link's token; true once, after which the next link has another token. */
  redeem(token: string): boolean
  /** The `Set-Cookie` value for whoever redeemed a token. */
  setCookie(port: number): string
  /** Whether a request carries the cookie of this run. */
  isKnown(headers: IncomingHttpHeaders, port: number): boolean
}

/** New secrets: whoever was known to an earlier run is not known to this one. */
export const createAdmission = (): Admission => {
  const session = randomBytes(32).toString('base64url')
  let token = randomBytes(32).toString('base64url')
  return {
    token: () => token,
    redeem: (given) => {
      if (!isSameSecret(given, token)) return false
      token = randomBytes(32).toString('base64url')
      return true
    },
    setCookie: (port) => `${cookieName(port)}=${session}; Path=/; HttpOnly; SameSite=Strict`,
    isKnown: (headers, port) => {
      const cookie = readCookie(headers.cookie ?? '', cookieName(port))
      return cookie !== undefined && isSameSecret(cookie, session)
    },
  }
}

// Cookies do not tell ports apart: two hosts on one computer would overwrite each other's.
const cookieName = (port: number): string => `sendwright-${port}`

const readCookie = (header: string, name: string): string | undefined =>
  header
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1)

/** Whether `Host` names this computer, whatever port a tunnel gave it (DNS rebinding brings a name of its own). */
export const isLoopbackHost = (host: string | undefined): boolean =>
  host !== undefined && /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i.test(host)

/**
 * Whether a request comes from our own page: browsers tell the origin of every POST, and where a request
 * was made. A program that is no browser sends neither and needs the cookie all the same.
 */
export const isOwnOrigin = (headers: IncomingHttpHeaders): boolean => {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  return headers.origin === undefined || headers.origin === `http://${headers.host ?? ''}`
}
