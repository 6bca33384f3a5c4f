import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import { apiError } from '@contract/errors'

/** Secret settings by name. */
export type Secrets = Readonly<Record<string, unknown>>

/** Seals secrets for one owner at a time; what is sealed for one cannot be opened for another. */
export interface Vault {
  /** Throws `desktop_secret_unavailable` when there is no key. */
  seal(owner: string, secrets: Secrets): Buffer
  /** `undefined` when the key is missing or another one. */
  open(owner: string, sealed: Uint8Array): Secrets | undefined
  /** 32 bytes that are the same for the same purpose and tell nothing of the key; `undefined` without it. */
  derive(purpose: string): Buffer | undefined
}

const algorithm = 'aes-256-gcm'
const nonceSize = 12
const tagSize = 16

/** A vault of one key of 32 bytes; without a key it stays shut. AES-256-GCM: NIST SP 800-38D. */
export const createVault = (
  key: Uint8Array | undefined,
  random: (size: number) => Buffer,
): Vault => ({
  seal(owner, secrets) {
    if (!key) throw apiError('desktop_secret_unavailable', noKey)
    const nonce = random(nonceSize)
    const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(owner))
    const sealed = Buffer.concat([cipher.update(JSON.stringify(secrets)), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
  },
  open(owner, sealed) {
    if (!key || sealed.length < nonceSize + tagSize) return undefined
    const nonce = sealed.subarray(0, nonceSize)
    const tag = sealed.subarray(nonceSize, nonceSize + tagSize)
    const decipher = createDecipheriv(algorithm, key, nonce).setAAD(Buffer.from(owner))
    decipher.setAuthTag(tag)
    try {
      const text = Buffer.concat([
        decipher.update(sealed.subarray(nonceSize + tagSize)),
        decipher.final(),
      ])
      // Only `seal` writes what this key opens.
      return JSON.parse(text.toString('utf8')) as Secrets
    } catch {
      return undefined
    }
  },
  // HKDF: RFC 5869.
  derive: (purpose) => key && Buffer.from(hkdfSync('sha256', key, '', purpose, 32)),
})

const noKey =
  'The key that protects secrets is out of reach, so this one cannot be stored. Nothing was saved; unlock the keychain and try again.'
