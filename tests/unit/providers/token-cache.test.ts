import { describe, expect, it } from 'vitest'
import { createTokenCache } from '@main/providers/token-cache'

describe('the token cache', () => {
  it('keeps a failure from nobody and for nobody', async () => {
    const tokens = createTokenCache(() => 0)
    const fail = () => {
      throw new Error('no')
    }
    await expect(tokens.get('a', fail)).rejects.toThrow('no')
    expect(await tokens.get('a', () => ({ value: 't', freshUntilMs: 1 }))).toBe('t')
  })

  it('drops only the token that was refused', async () => {
    const tokens = createTokenCache(() => 0)
    let made = 0
    const make = () => ({ value: `t${++made}`, freshUntilMs: 1 })
    await tokens.get('a', make)
    tokens.drop('a', 't1')
    expect(await tokens.get('a', make)).toBe('t2')
    tokens.drop('a', 't1')
    expect(await tokens.get('a', make)).toBe('t2')
    expect(await tokens.get('b', make)).toBe('t3')
  })
})
