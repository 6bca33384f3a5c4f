import type { Draft } from '@contract/drafts'
import { createDraftTrialHandlers } from '@main/drafts/trial-commands'
import { emptyContent } from '@main/drafts/draft-message'
import { expect, it } from 'vitest'

const info = {
  ...{ rehearsalId: 1, state: 'running', problem: null, done: 0, total: 0 },
  ...{ durationMs: 0, providers: [] },
}
const result = {
  ...{ outcome: 'accepted', message: 'It took it.', providerName: 'Office' },
  ...{ sandbox: false, durationMs: 3 },
}

/** Handlers over one draft, and what the backend was asked. */
const open = (content: Draft['content'], ledger = true) => {
  const calls: { readonly name: string; readonly input: unknown }[] = []
  const draft: Draft = {
    ...{
      id: 'd',
      messageId: 'm',
      content,
      revision: 1,
      updates: null,
      createdAt: '',
      updatedAt: '',
    },
  }
  const backend = {
    capabilities: { ledger, sandbox: ledger, bulk: ledger },
    call: async (name: string, input: unknown) => {
      calls.push({ name, input })
      return name === 'sendTest' ? result : info
    },
    close: async () => {},
  }
  const owner = async () => ({ profileId: 'p', backend })
  return { calls, handlers: createDraftTrialHandlers({ get: () => draft }, owner) }
}

const push = emptyContent('push')

it('tries what the draft would say as a message, without its people and its time', async () => {
  if (push.kind !== 'push') throw new Error('No push content.')
  const data = [{ name: 'stop', value: '{"track":7}', type: 'json' as const }]
  const written = { ...push, title: 'Gate change', badge: '2', data, topics: ['news'] }
  const { calls, handlers } = open({ ...written, scheduledAt: '2099-01-01T00:00:00.000Z' })

  expect(await handlers.testDraft({ draftId: 'd', identifier: 'token' })).toEqual(result)
  await handlers.rehearseDraft({ draftId: 'd' })

  const content = {
    ...{ providerType: 'push', title: 'Gate change', badge: 2, data: { stop: { track: 7 } } },
    ...{ contentAvailable: false, critical: false, priority: 'high' },
  }
  expect(calls).toEqual([
    { name: 'sendTest', input: { content, identifier: 'token' } },
    { name: 'startRehearsal', input: { content, topics: ['news'], users: [], targets: [] } },
  ])
})

it('asks for what is missing first, and of a rehearsal for people too', async () => {
  const { calls, handlers } = open(emptyContent('sms'))
  await expect(
    handlers.testDraft({ draftId: 'd', identifier: '+15550001111' }),
  ).rejects.toMatchObject({ param: 'content' })

  const sms = { ...emptyContent('sms'), content: 'Hello' }
  const ready = open(sms as Draft['content'])
  await expect(ready.handlers.rehearseDraft({ draftId: 'd' })).rejects.toMatchObject({
    type: 'message_missing_target',
  })
  expect([...calls, ...ready.calls]).toEqual([])
})

it('is not there where a server sends', async () => {
  const { handlers } = open(emptyContent('sms'), false)
  await expect(handlers.rehearseDraft({ draftId: 'd' })).rejects.toMatchObject({
    type: 'desktop_not_available',
  })
})
