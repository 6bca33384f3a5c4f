import { hash } from 'node:crypto'

const blockBytes = 64
const hashBytes = 32

/**
 * HMAC-SHA-256 (RFC 2104) in hex with one key for many texts that begin with `head` and end with so many
 * Latin-1 characters. Node's own makes an object outside of JavaScript for each of them, which takes three
 * times as long.
 */
export const createHmacSha256 = (
  key: Buffer,
  head: string,
  tailBytes: number,
): ((tail: string) => string) => {
  const block = Buffer.alloc(blockBytes)
  ;(key.length > blockBytes ? hash('sha256', key, 'buffer') : key).copy(block)
  const pad = (mask: number): Buffer => Buffer.from(block.map((byte) => byte ^ mask))
  const inner = createSha256(Buffer.concat([pad(0x36), Buffer.from(head)]), tailBytes, 'latin1')
  const outer = createSha256(pad(0x5c), hashBytes, 'hex')
  return (tail) => outer(inner(tail))
}

/** SHA-256 in hex of what begins with `head` and ends with so many bytes, which differ from text to text. */
export const createSha256 = (
  head: Buffer,
  tailBytes: number,
  encoding: 'latin1' | 'hex' = 'latin1',
): ((tail: string) => string) => {
  const all = Buffer.concat([head], head.length + tailBytes)
  return (tail) => {
    all.write(tail, head.length, encoding)
    return hash('sha256', all)
  }
}
