import type { Draft } from '@contract/drafts'
import { emptyStack } from '@contract/undo-stack'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useDraftSessions } from '@/stores/draft-sessions'
import { useTabsStore } from '@/stores/tabs'
import { conflict, installMain, type SaveInput } from '../one-draft'

beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
})
afterEach(() => void vi.useRealTimers())

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
