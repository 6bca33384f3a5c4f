import { randomBytes } from 'node:crypto'

const keyBytes = 32

/** A new random vault key: 32 bytes in base64. */
export const newVaultKey = (): string => randomBytes(keyBytes).toString('base64')

/** Whether this text is 32 bytes in base64. */
export const isVaultKey = (value: string): boolean =>
  /^[A-Za-z0-9+/]{43}=$/.test(value) && Buffer.from(value, 'base64').length === keyBytes
