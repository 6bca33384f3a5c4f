import type { KeyObject } from 'node:crypto'
import { createHmac, createSecretKey, hash } from 'node:crypto'
import type { HttpRequest } from '../http'

/** Who signs, and for what. */
export interface AwsSigner {
  readonly accessKey: string
  readonly secretKey: string
  readonly region: string
  readonly service: string
  /** Wall clock in ms since 1970. */
  readonly clock: () => number
}

/**
 * Signs a request with AWS Signature Version 4: all its headers, the host, the time and the body.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export const createAwsSigner = (signer: AwsSigner): ((request: HttpRequest) => HttpRequest) => {
  // A key holds for a day; deriving it costs more than all the rest.
  let derived: { readonly day: string; readonly key: KeyObject } | undefined
  return (request) => {
    const time = new Date(signer.clock()).toISOString().replace(/[-:]|\.\d{3}/g, '')
    const day = time.slice(0, 8)
    const scope = [day, signer.region, signer.service, 'aws4_request']
    if (derived?.day !== day) derived = { day, key: deriveKey(signer.secretKey, scope) }
    return sign(request, { accessKey: signer.accessKey, time, scope, key: derived.key })
  }
}

const deriveKey = (secretKey: string, scope: readonly string[]): KeyObject =>
  createSecretKey(
    scope.reduce<Buffer>(
      (key, part) => createHmac('sha256', key).update(part).digest(),
      Buffer.from(`AWS4${secretKey}`),
    ),
  )

interface Signing {
  readonly accessKey: string
  readonly time: string
  readonly scope: readonly string[]
  readonly key: KeyObject
}

const sign = (request: HttpRequest, { accessKey, time, scope, key }: Signing): HttpRequest => {
  const url = new URL(request.url)
  const headers = { ...lowerCase(request.headers), host: url.host, 'x-amz-date': time }
  const lines = Object.entries(headers).sort(byName)
  const signedHeaders = lines.map(([name]) => name).join(';')
  const canonical = [
    request.method,
    canonicalPath(url),
    canonicalQuery(url),
    ...lines.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}`),
    '',
    signedHeaders,
    sha256(request.body ?? ''),
  ].join('\n')
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical)].join('\n')
  const signature = createHmac('sha256', key).update(text).digest('hex')
  const credential = `${accessKey}/${scope.join('/')}`
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}`
  return { ...request, headers: { ...headers, authorization } }
}

const lowerCase = (headers: HttpRequest['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number =>
  a < b ? -1 : 1

const sha256 = (data: string | Buffer): string => hash('sha256', data)

/** What `encodeURIComponent` leaves although AWS does not. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )

/** Every part of the path is encoded twice, as all services but S3 want it. */
const canonicalPath = ({ pathname }: URL): string => pathname.split('/').map(encode).join('/')

const canonicalQuery = ({ searchParams }: URL): string =>
  [...searchParams]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => (a < b || (a === b && x < y) ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&')
