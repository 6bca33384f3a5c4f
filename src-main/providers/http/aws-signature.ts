import { createHmac, hash } from 'node:crypto'
import type { HttpRequest } from '../http'
import { createHmacSha256 } from './hmac'

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
): ((frame: Frame) => (body?: string) => HttpRequest) => {
  const signOn = signersByDay(signer)
  return (frame) => {
    let now: Second | undefined
    return (body = '') => {
      const at = Math.floor(signer.clock() / 1000)
      if (now?.at !== at) now = prepare(frame, signer, { at, signOn })
      const text = now.text + sha256(now.canonical + sha256(body))
      const headers = { ...now.headers, authorization: now.authorization + now.sign(text) }
      return { method: frame.method, url: frame.url, headers, body }
    }
  }
}

/** What the requests of one second have in common. */
interface Second {
  /** Seconds since 1970. */
  readonly at: number
  /** With the key of the day. */
  readonly sign: Sign
  /** The canonical request up to the hash of the body. */
  readonly canonical: string
  /** What is signed up to the hash of the canonical request. */
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
  /** The header up to the signature. */
  readonly authorization: string
}

type Sign = (text: string) => string
type SignOn = (scope: readonly string[]) => Sign

/** A key holds for a day; deriving it costs more than all the rest. */
const signersByDay = ({ secretKey }: AwsSigner): SignOn => {
  const known = new Map<string | undefined, Sign>()
  return (scope) => {
    const [day] = scope
    const sign = known.get(day) ?? createHmacSha256(deriveKey(secretKey, scope))
    known.clear()
    known.set(day, sign)
    return sign
  }
}

const deriveKey = (secretKey: string, scope: readonly string[]): Buffer =>
  scope.reduce<Buffer>(
    (key, part) => createHmac('sha256', key).update(part).digest(),
    Buffer.from(`AWS4${secretKey}`),
  )

const prepare = (
  frame: Frame,
  { accessKey, region, service }: AwsSigner,
  { at, signOn }: { readonly at: number; readonly signOn: SignOn },
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
  return { at, sign: signOn(scope), canonical, text, headers, authorization }
}

const lowerCase = (headers: HttpRequest['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number =>
  a < b ? -1 : 1

const sha256 = (data: string): string => hash('sha256', data)

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
