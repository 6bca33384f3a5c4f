import type { ProviderKind } from '@contract/forms'
import { maskSecrets } from '@main/backends/mask'
import { providerKinds } from '@main/providers/kinds'
import { expect, test } from 'vitest'

const time = '2026-11-22T10:00:00.000+00:00'

const providerWith = (provider: string, credentials: Record<string, unknown>) => ({
  $id: 'p',
  $createdAt: time,
  $updatedAt: time,
  name: 'Provider',
  provider,
  enabled: true,
  type: 'email',
  credentials,
  options: { fromEmail: 'hello@example.test' },
})

/** A backend that answers one provider to everything and remembers what it was given. */
const setUp = (answer: unknown, kinds: readonly ProviderKind[] = providerKinds()) => {
  const given: unknown[] = []
  const backend = maskSecrets(
    {
      capabilities: { ledger: true, sandbox: true, bulk: true },
      call: async (_name, input) => {
        given.push(input)
        return answer
      },
      close: async () => undefined,
    },
    kinds,
  )
  return { backend, given }
}

const smtp = providerWith('smtp', {
  host: 'smtp.example.test',
  port: 587,
  username: 'nora',
  password: 'planted-secret-0123',
})

test.each(['createProvider', 'updateProvider', 'getProvider'])(
  '%s answers secrets as dots with the last four signs, and the rest in clear',
  async (name) => {
    const { backend } = setUp(smtp)

    const reply = await backend.call(name, { providerId: 'p' })

    expect(reply).toMatchObject({
      credentials: {
        host: 'smtp.example.test',
        port: 587,
        username: 'nora',
        password: '••••••••0123',
      },
      options: { fromEmail: 'hello@example.test' },
    })
    expect(JSON.stringify(reply)).not.toContain('planted')
  },
)

test('every provider of a list is masked', async () => {
  const { backend } = setUp({ total: 2, providers: [smtp, smtp] })

  const reply = await backend.call('listProviders', {})

  expect(JSON.stringify(reply)).not.toContain('planted')
  expect(reply).toMatchObject({ total: 2, providers: [{ name: 'Provider' }, {}] })
})

test('a short secret shows nothing of itself, an empty one that it is empty', async () => {
  const short = setUp(providerWith('smtp', { password: 'fifteen-signs-1' }))
  const empty = setUp(providerWith('smtp', { password: '' }))

  expect(await short.backend.call('getProvider', {})).toMatchObject({
    credentials: { password: '••••••••' },
  })
  expect(await empty.backend.call('getProvider', {})).toMatchObject({
    credentials: { password: '' },
  })
})

test('a secret that is an object becomes dots as a whole', async () => {
  const serviceAccountJSON = { private_key: 'planted-private-key-material' }
  const { backend } = setUp({ ...providerWith('fcm', { serviceAccountJSON }), type: 'push' })

  const reply = await backend.call('getProvider', {})

  expect(reply).toMatchObject({ credentials: { serviceAccountJSON: '••••••••' } })
})

test('a kind and a credential that the app does not know are secret', async () => {
  const kind = setUp(providerWith('pigeon', { loft: 'planted-somewhere-north' }))
  const field = setUp(providerWith('smtp', { host: 'h', sessionToken: 'planted-token-4711' }))

  const replies = [
    await kind.backend.call('getProvider', {}),
    await field.backend.call('getProvider', {}),
  ]

  expect(JSON.stringify(replies)).not.toContain('planted')
})

test('dots that come back in an update are not passed on; a new secret is', async () => {
  const { backend, given } = setUp(smtp)

  await backend.call('updateProvider', { providerId: 'p', host: 'h', password: '••••••••0123' })
  await backend.call('updateProvider', { providerId: 'p', password: 'another-one' })

  expect(given).toEqual([
    { providerId: 'p', host: 'h' },
    { providerId: 'p', password: 'another-one' },
  ])
})

test('dots are refused as the secret of a new provider, naming the field', async () => {
  const { backend, given } = setUp(smtp)

  await expect(
    backend.call('createProvider', { providerId: 'p', password: '••••••••0123' }),
  ).rejects.toMatchObject({ type: 'general_argument_invalid', param: 'password' })
  expect(given).toEqual([])
})

test('every kind that the app knows keeps at least one of its settings secret', () => {
  const open = providerKinds().filter(
    ({ settings }) => !Object.values(settings.properties).some(({ secret }) => secret),
  )

  expect(open.map(({ kind }) => kind)).toEqual([])
})
