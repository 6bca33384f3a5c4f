import { createHmac } from 'node:crypto'
import { createImageLinks } from '@main/engine/storage/image-links'
import { describe, expect, it } from 'vitest'

const key = Buffer.alloc(32, 1)
const claims = { bucketId: 'b', fileId: 'f', projectId: 'p' }

describe('image links', () => {
  it('open what they were made for until they are over', () => {
    let now = 1_000_000
    const links = createImageLinks(key, () => now)
    const token = links.sign(claims, 2_000_000)

    expect(links.verify(token)).toEqual(claims)
    now = 2_000_000
    expect(links.verify(token)).toBeUndefined()
  })

  it('are JSON Web Tokens that any HS256 implementation reads', () => {
    const token = createImageLinks(key, () => 0).sign(claims, 5000)
    const [header = '', payload = '', seal] = token.split('.')
    const decode = (text: string): unknown => JSON.parse(Buffer.from(text, 'base64url').toString())

    expect(decode(header)).toEqual({ alg: 'HS256', typ: 'JWT' })
    expect(decode(payload)).toEqual({ ...claims, exp: 5 })
    expect(seal).toBe(createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url'))
  })

  it.each(['', '.', '..', 'a.b.c', 'a.b.c.d', '\0', 'é'.repeat(100)])(
    'are not opened by %j',
    (token) => {
      expect(createImageLinks(key, () => 0).verify(token)).toBeUndefined()
    },
  )

  it('of another workspace are not opened', () => {
    const token = createImageLinks(Buffer.alloc(32, 2), () => 0).sign(claims, 5000)

    expect(createImageLinks(key, () => 0).verify(token)).toBeUndefined()
  })
})
