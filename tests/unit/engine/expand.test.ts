import { expandRecipients } from '@main/engine/expand'
import { resolveRecipients } from '@main/engine/resolve'
import { systemOrigin } from '@main/store/identity'
import { openStore } from '@main/store/store'
import { afterEach, describe, expect, it } from 'vitest'
import { addScripted, scriptedProvider } from '../../support/scripted-provider'
import { addPeople, addTopic, openWorkspace, type Workspace } from '../../support/workspace'

describe('a ledger of those who were counted', () => {
  let workspace: Workspace
  afterEach(() => workspace.end())

  it.each([
    ['is written from the count', 'vendor', 2],
    ['is found anew when another provider has become the default one', 'other', 3],
  ])('%s', async (_, provider, people) => {
    const vendor = scriptedProvider(() => undefined)
    workspace = openWorkspace({ providers: [vendor.provider] })
    await addScripted(workspace)
    await addScripted(workspace, 'other')
    const [ann = '', bob = '', late = ''] = await addPeople(workspace, ['Ann', 'Bob', 'Late'])
    await addTopic(workspace, 'news', [ann, bob])
    await workspace.call('createEmail', {
      ...{ messageId: 'hello', subject: 'Hello', content: 'Text', draft: true, topics: ['news'] },
    })
    await workspace.close()
    const store = openStore(workspace.folder, () => {})
    const message = store.messages.get('hello')!
    const { resolution: counted, total } = await resolveRecipients(store, message)
    const at = '2026-01-01T00:00:00.000+00:00'
    store.subscribers.insert({
      ...{ id: 'late', createdAt: at, updatedAt: at, topicId: 'news', targetId: late },
      ...{ userId: store.targets.get(late)!.userId, providerType: 'email' },
    })
    store.sendings.start('hello', { sandbox: false, token: 't', startedAt: at })
    const context = { store, origin: systemOrigin }
    const written = await expandRecipients(context, message, {
      ...{ provider, counted, isWanted: () => true },
    })
    const providers = store.deliveries.providers('hello')
    counted.drop()
    store.close()

    expect([total, written]).toEqual([2, people])
    expect(providers).toMatchObject([{ providerId: provider, total: people }])
  })
})
