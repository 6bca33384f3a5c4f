import { createEnvironmentStore } from '@main/secrets/environment'
import { isVaultKey, newVaultKey } from '@main/secrets/vault-key'
import { expect, test } from 'vitest'

test('the key of the environment serves every account', async () => {
  const key = newVaultKey()

  const store = createEnvironmentStore({ SENDWRIGHT_VAULT_KEY: `${key}\n` })

  expect(isVaultKey(key)).toBe(true)
  expect(store.status.store).toBe('environment')
  expect(await store.get('profile/x/vault')).toEqual({ state: 'found', secret: key })
})

test('it cannot be changed from inside', async () => {
  const store = createEnvironmentStore({ SENDWRIGHT_VAULT_KEY: newVaultKey() })

  await expect(store.set('profile/x/vault', 'other')).rejects.toMatchObject({
    type: 'desktop_secret_unavailable',
  })
})

test.each([
  ['missing', undefined, 'is not set'],
  ['empty', '', 'is not set'],
  ['too short', Buffer.alloc(16).toString('base64'), '32 bytes'],
  ['too long', Buffer.alloc(33).toString('base64'), '32 bytes'],
  ['not base64', '!'.repeat(44), '32 bytes'],
])('a key that is %s is refused in words without repeating it', (_case, value, words) => {
  const open = () => createEnvironmentStore({ SENDWRIGHT_VAULT_KEY: value })

  expect(open).toThrow(words)
  if (value) expect(open).not.toThrow(value)
})
