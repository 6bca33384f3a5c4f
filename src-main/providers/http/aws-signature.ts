import { createHmac, hash } from 'node:crypto'
import type { HttpRequest } from './request'
import { createHmacSha256, createSha256 } from './hmac'

/** Who signs, and for what. */
export interface AwsSigner {
  readonly accessKey: string
  readonly secretKey: string
  readonly region: string
  readonly service: string
  /** Wall clock in ms since 1970. */
  readonly clock: () => number
}

/** A request but for its body, which is all in which the requests made of it differ. */
type Frame = Pick<HttpRequest, 'method' | 'url' | 'headers'>

/**
 * Signs requests with AWS Signature Version 4: all headers, the host, the time and the body. What does
 * not depend on the body is worked out once a second.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export const createAwsSigner = (
  signer: AwsSigner,
): ((frame: Frame) => (body?: string | Buffer) => HttpRequest) => {
  const keyOn = keysByDay(signer)
  return (frame) => {
    let now: Second | undefined
    return (body = '') => {
      const at = Math.floor(signer.clock() / 1000)
      if (now?.at !== at) now = prepare(frame, signer, { at, keyOn })
      const authorization = now.authorization + now.sign(hash('sha256', body))
      const headers = { ...now.headers, authorization }
      return { method: frame.method, url: frame.url, headers, body }
    }
  }
}

/** What the requests of one second have in common. */
interface Second {
  /** Seconds since 1970. */
  readonly at: number
  /** The signature by the hash of the body. */
  readonly sign: (bodyHash: string) => string
  readonly headers: Readonly<Record<string, string>>
  /** The header up to the signature. */
  readonly authorization: string
}

type KeyOn = (scope: readonly string[]) => Buffer

/** A key holds for a day. */
const keysByDay = ({ secretKey }: AwsSigner): KeyOn => {
  const known = new Map<string | undefined, Buffer>()
  return (scope) => {
    const [day] = scope
    const key = known.get(day) ?? deriveKey(secretKey, scope)
    known.clear()
    known.set(day, key)
    return key
  }
}

const deriveKey = (secretKey: string, scope: readonly string[]): Buffer =>
  scope.reduce<Buffer>(
    (key, part) => createHmac('sha256', key).update(part).digest(),
    Buffer.from(`AWS4${secretKey}`),
  )

/** Of a SHA-256 in hex. */
const hexBytes = 64

const prepare = (
  frame: Frame,
  { accessKey, region, service }: AwsSigner,
  { at, keyOn }: { readonly at: number; readonly keyOn: KeyOn },
): Second => {
  const url = new URL(frame.url)
  const time = new Date(at * 1000).toISOString().replace(/[-:]|\.\d{3}/g, '')
  const scope = [time.slice(0, 8), region, service, 'aws4_request']
  const headers = { ...lowerCase(frame.headers), host: url.host, 'x-amz-date': time }
  const lines = Object.entries(headers).sort(byName)
  const signedHeaders = lines.map(([name]) => name).join(';')
  const canonical = [
    frame.method,
    canonicalPath(url),
    canonicalQuery(url),
    ...lines.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}`),
    '',
    signedHeaders,
    '',
  ].join('\n')
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), ''].join('\n')
  const credential = `${accessKey}/${scope.join('/')}`
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=`
  const hashOf = createSha256(Buffer.from(canonical), hexBytes)
  const seal = createHmacSha256(keyOn(scope), text, hexBytes)
  return { at, sign: (bodyHash) => seal(hashOf(bodyHash)), headers, authorization }
}

const lowerCase = (headers: HttpRequest['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number =>
  a < b ? -1 : 1

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
