import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createVault } from '@main/secrets/vault'

const key = randomBytes(32)
const secrets = { password: 'pässwörd', account: { private_key: 'x'.repeat(4000) } }

describe('the vault', () => {
  const vault = createVault(key, randomBytes)

  it('opens what it sealed for the same owner', () => {
    expect(vault.open('smtp', vault.seal('smtp', secrets))).toEqual(secrets)
  })

  it('shows nothing of what it sealed, and seals it differently every time', () => {
    const sealed = vault.seal('smtp', secrets)
    expect(sealed.toString('latin1')).not.toMatch(/password|xxxx/)
    expect(vault.seal('smtp', secrets).equals(sealed)).toBe(false)
  })

  it('opens it neither for another owner nor with another key nor after a change', () => {
    const sealed = vault.seal('smtp', secrets)
    expect(vault.open('other', sealed)).toBeUndefined()
    expect(createVault(randomBytes(32), randomBytes).open('smtp', sealed)).toBeUndefined()
    expect(createVault(undefined, randomBytes).open('smtp', sealed)).toBeUndefined()
    for (const place of [0, 15, sealed.length - 1]) {
      const changed = Buffer.from(sealed)
      changed.writeUInt8(changed.readUInt8(place) ^ 1, place)
      expect(vault.open('smtp', changed)).toBeUndefined()
    }
    expect(vault.open('smtp', sealed.subarray(0, 20))).toBeUndefined()
  })

  it('seals nothing without a key', () => {
    expect(() => createVault(undefined, randomBytes).seal('smtp', secrets)).toThrow(
      expect.objectContaining({ type: 'desktop_secret_unavailable' }),
    )
  })
})
