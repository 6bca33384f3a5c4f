import { generateKeyPairSync } from 'node:crypto'

/** A new private key as vendors give them out. */
export const newPem = (kind: 'ec' | 'rsa'): string => {
  const { privateKey } =
    kind === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}
