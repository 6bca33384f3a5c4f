import type { DraftConflict } from '@contract/draft-conflicts'
import type { Draft, EmailContent } from '@contract/drafts'
import { emptyStack } from '@contract/undo-stack'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useAppStore } from '@/stores/app'
import { useDraftSessions } from '@/stores/draft-sessions'
import { useTabsStore } from '@/stores/tabs'
import { installBridge } from '../fake-bridge'

beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
})
afterEach(() => void vi.useRealTimers())

const content: EmailContent = {
  ...{ kind: 'email', subject: '', content: '', html: true, topics: [], users: [] },
  ...{ targets: [], cc: [], bcc: [], attachments: [], messageId: '', scheduledAt: null },
}
const conflict: DraftConflict = {
  ...{ name: 'subject', base: '', other: 'Theirs', at: '2026-11-19T12:00:00.000Z' },
}
interface SaveInput {
  readonly content: EmailContent
  readonly revision?: number
  readonly base?: EmailContent
}

/** Main with one draft, which another window can write as well. */
const installMain = () => {
  const state = {
    ...{ revision: 1, content, losesAnswer: false },
    conflicts: [] as DraftConflict[],
  }
  const draft = (): Draft => ({
    ...{ id: 'd', messageId: 'm', updates: null, createdAt: '2026-11-19T12:00:00.000Z' },
    ...{ updatedAt: '2026-11-19T12:00:00.000Z' },
    ...{ content: state.content, revision: state.revision },
  })
  const bridge = installBridge((name, input) => {
    if (name === 'openDraft')
      return { ok: true, value: { draft: draft(), undo: emptyStack, conflicts: state.conflicts } }
    if (name === 'createDraft') return { ok: true, value: { ...draft(), id: 'new' } }
    // The store saves nothing else.
    const saved = input as SaveInput
    const isBehind = saved.revision !== undefined && saved.revision !== state.revision
    if (isBehind && !saved.base) {
      const error = { message: 'Changed.', code: 409, type: 'desktop_draft_changed' } as const
      return { ok: false, error }
    }
    state.content = isBehind ? { ...state.content, content: saved.content.content } : saved.content
    state.revision += 1
    if (state.losesAnswer) {
      state.losesAnswer = false
      const error = { message: 'Lost.', code: 503, type: 'desktop_connection_failed' } as const
      return { ok: false, error }
    }
    if (isBehind) state.conflicts = [conflict]
    const merged = isBehind ? { conflicts: state.conflicts, undo: emptyStack } : null
    return { ok: true, value: { ...draft(), merged } }
  })
  const writeElsewhere = (part: Partial<EmailContent>): void => {
    state.content = { ...state.content, ...part }
    state.revision += 1
    const { revision } = state
    bridge.emit({ name: 'resource.changed', payload: { resource: 'drafts', id: 'd', revision } })
  }
  const deleteElsewhere = (): void =>
    bridge.emit({
      name: 'resource.changed',
      payload: { resource: 'drafts', id: 'd', gone: 'deleted' },
    })
  const undeleteElsewhere = (): void => {
    const { revision } = state
    bridge.emit({ name: 'resource.changed', payload: { resource: 'drafts', id: 'd', revision } })
  }
  const names = () => bridge.calls.map(({ name }) => name)
  return { state, bridge, names, writeElsewhere, deleteElsewhere, undeleteElsewhere }
}

test('a window in which nothing is unsaved shows at once what another one saved', async () => {
  const { writeElsewhere } = installMain()
  const sessions = useDraftSessions()
  await sessions.open('d')

  writeElsewhere({ subject: 'Theirs' })
  await vi.advanceTimersByTimeAsync(0)

  expect(sessions.sessions.get('d')).toMatchObject({ content: { subject: 'Theirs' }, adopted: 1 })
})

test('the window whose text was displaced is told of it as well', async () => {
  const { state, writeElsewhere } = installMain()
  const sessions = useDraftSessions()
  await sessions.open('d')

  state.conflicts = [conflict]
  writeElsewhere({ subject: 'Mine was displaced' })
  await vi.advanceTimersByTimeAsync(0)

  expect(sessions.sessions.get('d')?.conflicts).toEqual([conflict])
})

test('what was saved here is not read again', async () => {
  const { bridge, names } = installMain()
  const sessions = useDraftSessions()
  await sessions.open('d')
  sessions.edit('d', { subject: 'Mine' })
  await vi.advanceTimersByTimeAsync(1000)

  bridge.emit({ name: 'resource.changed', payload: { resource: 'drafts', id: 'd', revision: 2 } })
  await vi.advanceTimersByTimeAsync(0)

  expect(names()).toEqual(['openDraft', 'saveDraft'])
})

test('what both wrote is put together by main, shown, and its conflicts are told until they are decided', async () => {
  const { writeElsewhere, names } = installMain()
  const sessions = useDraftSessions()
  await sessions.open('d')
  sessions.edit('d', { content: 'Mine' })
  writeElsewhere({ subject: 'Theirs' })
  await vi.advanceTimersByTimeAsync(1000)

  expect(names()).toEqual(['openDraft', 'saveDraft', 'saveDraft'])
  expect(sessions.sessions.get('d')).toMatchObject({
    content: { subject: 'Theirs', content: 'Mine' },
    conflicts: [conflict],
    save: { is: 'saved' },
  })
  sessions.take({
    ...{ draft: { ...(sessions.sessions.get('d')?.draft as Draft), revision: 4 } },
    ...{ undo: emptyStack, conflicts: [] },
  })
  expect(sessions.sessions.get('d')?.conflicts).toEqual([])
})

test('who writes on while it is put together loses nothing, and sees the rest with the next save', async () => {
  const { bridge, writeElsewhere } = installMain()
  const sessions = useDraftSessions()
  await sessions.open('d')
  sessions.edit('d', { content: 'Mine' })
  writeElsewhere({ subject: 'Theirs' })
  await vi.advanceTimersByTimeAsync(600)
  const call = window.bridge.call
  window.bridge.call = async (name, input) => {
    window.bridge.call = call
    sessions.edit('d', { content: 'Mine and more' })
    return await call(name, input)
  }
  sessions.edit('d', { content: 'Mine!' })
  writeElsewhere({ subject: 'Theirs again' })
  await vi.advanceTimersByTimeAsync(3000)

  expect(sessions.sessions.get('d')?.content).toMatchObject({
    subject: 'Theirs again',
    content: 'Mine and more',
  })
  const last = bridge.calls.at(-1)?.input as SaveInput
  expect(last.base?.content).toBe('Mine!')
})

test('a save whose answer was lost is no other window', async () => {
  const { state } = installMain()
  const sessions = useDraftSessions()
  await sessions.open('d')
  state.losesAnswer = true
  sessions.edit('d', { subject: 'Mine' })
  await vi.advanceTimersByTimeAsync(900)
  sessions.edit('d', { subject: 'Mine, longer' })
  await vi.advanceTimersByTimeAsync(5000)

  expect(state.content).toMatchObject({ subject: 'Mine, longer' })
  expect(sessions.sessions.get('d')).toMatchObject({ conflicts: [], save: { is: 'saved' } })
})

test('undo and redo are edits like any other', async () => {
  const { state } = installMain()
  const sessions = useDraftSessions()
  await sessions.open('d')
  sessions.edit('d', { subject: 'A' })
  sessions.edit('d', { html: false })

  expect(sessions.undo('d').map(({ name }) => name)).toEqual(['html'])
  expect(sessions.undo('d').map(({ name }) => name)).toEqual(['subject'])
  expect(sessions.undo('d')).toEqual([])
  expect(sessions.redo('d').map(({ name }) => name)).toEqual(['subject'])
  await vi.advanceTimersByTimeAsync(1000)

  expect(state.content).toMatchObject({ subject: 'A', html: true })
})

test('a draft that is deleted elsewhere stays on the screen, and nothing tries to save it', async () => {
  const { deleteElsewhere, names } = installMain()
  const sessions = useDraftSessions()
  await sessions.open('d')
  sessions.edit('d', { subject: 'Mine' })
  deleteElsewhere()
  await vi.advanceTimersByTimeAsync(60_000)

  expect(sessions.sessions.get('d')).toMatchObject({
    gone: 'deleted',
    content: { subject: 'Mine' },
  })
  expect(sessions.hasUnsaved).toBe(true)
  expect(names()).toEqual(['openDraft'])
})

test('closing its tab keeps what was not saved as another draft', async () => {
  const { deleteElsewhere, bridge } = installMain()
  const sessions = useDraftSessions()
  await sessions.open('d')
  sessions.edit('d', { subject: 'Mine' })
  deleteElsewhere()
  useTabsStore().close('d')
  await vi.advanceTimersByTimeAsync(0)

  expect(bridge.calls.slice(1)).toMatchObject([
    { name: 'createDraft', input: { kind: 'email' } },
    { name: 'saveDraft', input: { draftId: 'new', content: { subject: 'Mine' } } },
  ])
  expect(sessions.sessions.has('d')).toBe(false)
})

test('closing its tab forgets it when everything in it was saved', async () => {
  const { deleteElsewhere, names } = installMain()
  const sessions = useDraftSessions()
  await sessions.open('d')
  deleteElsewhere()
  useTabsStore().close('d')
  await vi.advanceTimersByTimeAsync(0)

  expect(sessions.sessions.has('d')).toBe(false)
  expect(names()).toEqual(['openDraft'])
})

test('a draft that is brought back elsewhere goes on here, with what was written meanwhile', async () => {
  const { deleteElsewhere, undeleteElsewhere, writeElsewhere, state } = installMain()
  const sessions = useDraftSessions()
  await sessions.open('d')
  sessions.edit('d', { content: 'Mine' })
  deleteElsewhere()
  undeleteElsewhere()
  writeElsewhere({ subject: 'Theirs' })
  await vi.advanceTimersByTimeAsync(2000)

  expect(state.content).toMatchObject({ subject: 'Theirs', content: 'Mine' })
  expect(sessions.sessions.get('d')).toMatchObject({
    gone: null,
    save: { is: 'saved' },
    content: { subject: 'Theirs', content: 'Mine' },
  })
})

/** The profile that main has open; the store learns of it as from any other window. */
const openProfile = async (id: string): Promise<void> => {
  const answer = window.bridge.call
  const profiles = ['one', 'two'].map((profileId) => ({ id: profileId, name: profileId }))
  window.bridge.call = async (name, input) =>
    name === 'getAppState'
      ? { ok: true, value: { profiles, activeProfileId: id, capabilities: {} } }
      : await answer(name, input)
  await useAppStore().load()
  window.bridge.call = answer
}

test('what was not saved of a deleted draft is a draft of its profile before another one is opened', async () => {
  const { deleteElsewhere, bridge } = installMain()
  await openProfile('one')
  const sessions = useDraftSessions()
  await sessions.open('d')
  sessions.edit('d', { subject: 'Mine' })
  deleteElsewhere()

  await sessions.settleAll()

  expect(bridge.calls.map(({ name }) => name)).toEqual(['openDraft', 'createDraft', 'saveDraft'])
  expect(sessions.rescued).toEqual({ title: 'Mine', profile: 'one' })
  expect(sessions.hasUnsaved).toBe(false)
})

test('nothing of a profile goes into another one that was opened in another window meanwhile', async () => {
  const { deleteElsewhere, bridge } = installMain()
  await openProfile('one')
  const sessions = useDraftSessions()
  const tabs = useTabsStore()
  await sessions.open('d')
  sessions.edit('d', { subject: 'Mine' })
  deleteElsewhere()
  await openProfile('two')
  const kept = tabs.tabs
  tabs.replace([])
  await sessions.settleAll()
  await vi.advanceTimersByTimeAsync(60_000)

  expect(bridge.calls.map(({ name }) => name)).not.toContain('createDraft')
  expect(sessions.hasUnsaved).toBe(true)

  await openProfile('one')
  tabs.replace(kept)
  expect(sessions.sessions.get('d')).toMatchObject({
    gone: 'deleted',
    content: { subject: 'Mine' },
  })
})

test('a save that came too late for its profile does not make the draft a deleted one', async () => {
  const { bridge } = installMain()
  await openProfile('one')
  const sessions = useDraftSessions()
  await sessions.open('d')
  const answer = window.bridge.call
  window.bridge.call = async (name, input) => {
    if (name !== 'saveDraft') return await answer(name, input)
    const error = { message: 'None.', code: 404, type: 'desktop_draft_not_found' } as const
    return { ok: false, error }
  }
  sessions.edit('d', { subject: 'Mine' })
  await openProfile('two')
  await vi.advanceTimersByTimeAsync(5000)
  expect(sessions.sessions.get('d')).toMatchObject({ gone: null, save: { is: 'failed' } })

  window.bridge.call = answer
  await openProfile('one')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(sessions.sessions.get('d')).toMatchObject({ save: { is: 'saved' } })
})
