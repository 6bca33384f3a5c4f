import type { KeyObject } from 'node:crypto'
import { createPrivateKey, sign } from 'node:crypto'

/** What a token is signed with. */
export interface SigningKey {
  readonly algorithm: 'ES256' | 'RS256'
  readonly key: KeyObject
  /** Names the key to whoever checks the token. */
  readonly keyId?: string
}

/**
 * Reads a private key in PEM, also when its line breaks came as `\n` in letters; `undefined` when it
 * is none, or not of the kind that the algorithm signs with.
 */
export const readPrivateKey = (
  pem: string,
  algorithm: SigningKey['algorithm'],
): KeyObject | undefined => {
  try {
    const key = createPrivateKey(pem.replaceAll('\\n', '\n').trim())
    return fits(key, algorithm) ? key : undefined
  } catch {
    return undefined
  }
}

const fits = (
  { asymmetricKeyType, asymmetricKeyDetails }: KeyObject,
  algorithm: SigningKey['algorithm'],
): boolean =>
  algorithm === 'RS256'
    ? asymmetricKeyType === 'rsa'
    : asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1'

/** The spellings by which a key in PEM could show up somewhere: as a whole, and its lines. */
export const keySecrets = (pem: string): string[] => [
  pem,
  ...pem.split(/\s+|\\n/).filter((line) => line.length >= 8 && !line.includes('-----')),
]

/** A signed JSON Web Token (RFC 7515 and 7519). */
export const signJwt = (
  { algorithm, key, keyId }: SigningKey,
  claims: Readonly<Record<string, string | number>>,
): string => {
  const header = { alg: algorithm, typ: 'JWT', ...(keyId !== undefined && { kid: keyId }) }
  const signed = `${encode(header)}.${encode(claims)}`
  // JWA wants the two numbers of an ECDSA signature side by side, not in DER; RSA ignores it.
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
