import { hash } from 'node:crypto'

const blockBytes = 64
const hashBytes = 32

/**
 * HMAC-SHA-256 (RFC 2104) in hex with one key for many short texts. Node's own makes an object outside
 * of JavaScript for each of them, which takes three times as long.
 */
export const createHmacSha256 = (key: Buffer): ((text: string) => string) => {
  const block = Buffer.alloc(blockBytes)
  ;(key.length > blockBytes ? hash('sha256', key, 'buffer') : key).copy(block)
  const outer = Buffer.alloc(blockBytes + hashBytes)
  outer.set(block.map((byte) => byte ^ 0x5c))
  const inner = block.map((byte) => byte ^ 0x36)
  return (text) => {
    outer.write(hash('sha256', Buffer.concat([inner, Buffer.from(text)])), blockBytes, 'hex')
    return hash('sha256', outer)
  }
}
