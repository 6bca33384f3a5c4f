import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ProviderError } from '../errors'
import { readPrivateKey, signJwt } from '../jwt'

/** The parts of a service account's file that count, read once. */
export interface ServiceAccount {
  readonly projectId: string
  readonly clientEmail: string
  readonly privateKey: string
  readonly tokenUrl: string
  /** Stands for these credentials without telling them. */
  readonly fingerprint: string
}

const file = z.looseObject({
  project_id: z.string().min(1),
  client_email: z.string().min(1),
  private_key: z.string().min(1),
  token_uri: z.string().optional(),
})

/** Reads the file that Firebase gives out, as an object or as its text; throws `ProviderError`. */
export const readServiceAccount = (json: unknown): ServiceAccount => {
  const { data, error } = file.safeParse(typeof json === 'string' ? parse(json) : json)
  if (!data) {
    const names = error.issues.map(({ path }) => path.join('.')).filter((name) => name !== '')
    const missing = names.length > 0 ? `lacks ${names.join(', ')}` : 'cannot be read'
    throw badFile(`The service account ${missing}.`)
  }
  const { project_id: projectId, client_email: clientEmail, private_key: privateKey } = data
  const fingerprint = createHash('sha256')
    .update(JSON.stringify(['fcm', clientEmail, privateKey]))
    .digest('hex')
  return {
    ...{ projectId, clientEmail, privateKey, fingerprint },
    tokenUrl: isGoogles(data.token_uri) ? data.token_uri : defaultTokenUrl,
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const badFile = (what: string): ProviderError =>
  new ProviderError(
    'auth',
    'provider',
    `${what} It has to be the whole JSON file from Firebase → Project settings → Service accounts. Nothing was sent.`,
  )

const defaultTokenUrl = 'https://oauth2.googleapis.com/token'

/** A file from elsewhere could name any host here, and would be sent a signed assertion. */
const isGoogles = (tokenUri: string | undefined): tokenUri is string => {
  if (tokenUri === undefined || !URL.canParse(tokenUri)) return false
  const { protocol, hostname } = new URL(tokenUri)
  return (
    protocol === 'https:' && /^(accounts\.google\.com|[a-z0-9-]+\.googleapis\.com)$/.test(hostname)
  )
}

const scope = 'https://www.googleapis.com/auth/firebase.messaging'
const lifetimeS = 3600

/**
 * Signs what is exchanged for an access token; throws `ProviderError` when the key cannot be read.
 * https://developers.google.com/identity/protocols/oauth2/service-account#httprest
 */
export const toAssertion = (account: ServiceAccount, nowMs: number): string => {
  const key = readPrivateKey(account.privateKey, 'RS256')
  if (!key) throw badFile('The private key of the service account cannot be read.')
  const iat = Math.floor(nowMs / 1000)
  return signJwt(
    { algorithm: 'RS256', key },
    { iss: account.clientEmail, scope, aud: account.tokenUrl, iat, exp: iat + lifetimeS },
  )
}
