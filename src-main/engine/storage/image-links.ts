import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/** What a link to an image opens. */
interface ImageClaims {
  readonly bucketId: string
  readonly fileId: string
  readonly projectId: string
}

/** Makes and checks the tokens that open one image each, without a key. */
export interface ImageLinks {
  sign(claims: ImageClaims, expiresAtMs: number): string
  /** `undefined` when this is none of ours, was changed, or is over. */
  verify(token: string): ImageClaims | undefined
}

const payload = z.object({
  bucketId: z.string(),
  fileId: z.string(),
  projectId: z.string(),
  exp: z.number(),
})

/** JSON Web Tokens signed with HMAC-SHA256 (RFC 7519 and 7515); no other algorithm is ever accepted. */
export const createImageLinks = (key: Buffer, clock: () => number): ImageLinks => {
  const header = encode({ alg: 'HS256', typ: 'JWT' })
  const sealOf = (signed: string): Buffer => createHmac('sha256', key).update(signed).digest()

  return {
    sign: (claims, expiresAtMs) => {
      const signed = `${header}.${encode({ ...claims, exp: Math.floor(expiresAtMs / 1000) })}`
      return `${signed}.${sealOf(signed).toString('base64url')}`
    },
    verify: (token) => {
      const [first, second = '', seal = '', ...rest] = token.split('.')
      if (first !== header || rest.length > 0) return undefined
      const expected = sealOf(`${first}.${second}`)
      const given = Buffer.from(seal, 'base64url')
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
      // Only `sign` writes what this key seals.
      const { exp, ...claims } = payload.parse(decode(second))
      return exp * 1000 > clock() ? claims : undefined
    },
  }
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const decode = (text: string): unknown => JSON.parse(Buffer.from(text, 'base64url').toString())
