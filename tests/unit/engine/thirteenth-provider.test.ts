import { createRegistry } from '@main/providers'
import { secret, sender } from '@main/providers/fields'
import { httpChannel } from '@main/providers/http/channel'
import { providerKinds } from '@main/providers/kinds'
import type { Provider } from '@main/providers/provider'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { startHttp, type HttpSink } from '../../support/http-sink'
import type { Workspace } from '../../support/workspace'
import { addPeople, openWorkspace, waitUntilOver } from '../../support/workspace'

/** All that a vendor nobody has heard of consists of. */
const acme: Provider = {
  kind: 'acme',
  type: 'email',
  name: 'Acme Mail',
  settings: z.object({ apiKey: secret({ label: 'API key', help: 'From Acme.' }), ...sender }),
  needed: ['apiKey', 'fromEmail'],
  open: ({ apiKey }, environment) =>
    httpChannel(environment, {
      name: 'Acme Mail',
      secrets: [String(apiKey)],
      connections: 2,
      batchSize: () => 1,
      toRequest: ({ recipients }) => ({
        method: 'POST',
        url: 'https://api.acme.example/send',
        headers: { authorization: `Bearer ${String(apiKey)}` },
        body: recipients[0]?.identifier ?? '',
      }),
      reason: () => undefined,
      verify: async ({ ask }) => {
        await ask({ method: 'GET', url: 'https://api.acme.example/me', headers: {} })
        return 'Acme Mail accepts the key.'
      },
    }),
}

let sink: HttpSink
let workspace: Workspace

beforeEach(async () => {
  sink = await startHttp()
  sink.answer(() => ({ status: 200 }))
  workspace = openWorkspace({ providers: [acme], vendorUrls: { acme: sink.origin } })
})
afterEach(async () => {
  await workspace.end()
  await sink.close()
})

it('a provider is one file: form, validation, sealed secrets, check and sending come from it', async () => {
  const form = providerKinds(createRegistry([acme])).find(({ kind }) => kind === 'acme')
  expect(form).toMatchObject({ name: 'Acme Mail', delivers: true, needed: ['apiKey', 'fromEmail'] })
  expect(form?.settings.properties.apiKey).toMatchObject({ label: 'API key', secret: true })

  const settings = { kind: 'acme', providerId: 'acme', name: 'Acme', enabled: true }
  await expect(
    workspace.call('createProvider', { ...settings, fromEmail: 'no address' }),
  ).rejects.toMatchObject({ type: 'general_argument_invalid' })
  const made = { ...settings, apiKey: 'acme-key-77', fromEmail: 'news@acme.example' }
  const created = await workspace.call('createProvider', made)
  expect(created).toMatchObject({ provider: 'acme', type: 'email', enabled: true })
  expect(await workspace.call('verifyProvider', { providerId: 'acme' })).toMatchObject({
    message: 'Acme Mail accepts the key. Nothing was sent.',
  })

  const targets = await addPeople(workspace, ['Ann', 'Bob'])
  const message = { messageId: 'hello', subject: 'Hello', content: 'Text', targets }
  await workspace.call('createEmail', message)
  expect(await waitUntilOver(workspace, 'hello')).toMatchObject({ deliveredTotal: 2 })
  const sent = sink.requests.filter(({ path }) => path === '/send')
  expect(sent.map(({ body }) => body).sort()).toEqual(['ann@example.com', 'bob@example.com'])
  expect(sent[0]?.headers.authorization).toBe('Bearer acme-key-77')
})
