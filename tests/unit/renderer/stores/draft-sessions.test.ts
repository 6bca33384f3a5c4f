import type { Draft } from '@contract/drafts'
import { emptyStack } from '@contract/undo-stack'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useDraftSessions } from '@/stores/draft-sessions'
import { useTabsStore } from '@/stores/tabs'
import { installBridge } from '../fake-bridge'

beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
})
afterEach(() => void vi.useRealTimers())

const draft: Draft = {
  id: 'd',
  messageId: 'm',
  revision: 1,
  updates: null,
  createdAt: '2026-11-19T12:00:00.000Z',
  updatedAt: '2026-11-19T12:00:00.000Z',
  content: {
    kind: 'email',
    subject: '',
    content: '',
    html: true,
    topics: [],
    users: [],
    targets: [],
    cc: [],
    bcc: [],
    attachments: [],
    messageId: '',
    scheduledAt: null,
  },
}
const refusal = {
  ok: false,
  error: { message: 'Full.', code: 500, type: 'general_unknown' },
} as const

/** Main with one draft; saving fails while `state.isFull`. */
const installMain = () => {
  const state = { isFull: false }
  const bridge = installBridge((name) => {
    if (name === 'saveDraft' && state.isFull) return refusal
    if (name === 'openDraft') return { ok: true, value: { draft, undo: emptyStack, conflicts: [] } }
    return { ok: true, value: { ...draft, updatedAt: '2026-11-19T12:04:00.000Z', merged: null } }
  })
  const saved = () =>
    bridge.calls.filter(({ name }) => name === 'saveDraft').map(({ input }) => input)
  return { state, saved }
}

test('an edit is saved by itself, and the tab carries the subject', async () => {
  const { saved } = installMain()
  const sessions = useDraftSessions()
  await sessions.open('d')

  sessions.edit('d', { subject: 'Hello' })
  expect(useTabsStore().tabs).toMatchObject([{ id: 'd', title: 'Hello', dirty: true }])
  await vi.advanceTimersByTimeAsync(1000)

  expect(saved()).toMatchObject([{ draftId: 'd', content: { subject: 'Hello' } }])
  expect(useTabsStore().tabs).toMatchObject([{ dirty: false }])
  expect(sessions.sessions.get('d')?.savedAt).toBe('2026-11-19T12:04:00.000Z')
})

test('closing the tab of a draft that cannot be saved loses nothing', async () => {
  const { state } = installMain()
  const sessions = useDraftSessions()
  await sessions.open('d')
  state.isFull = true
  sessions.edit('d', { subject: 'Precious' })
  await vi.advanceTimersByTimeAsync(1000)

  useTabsStore().close('d')
  await vi.advanceTimersByTimeAsync(0)
  await sessions.open('d')

  expect(sessions.sessions.get('d')?.content).toMatchObject({ subject: 'Precious' })
  expect(sessions.hasUnsaved).toBe(true)
})

test('closing the tab of a saved draft lets go of it', async () => {
  installMain()
  const sessions = useDraftSessions()
  await sessions.open('d')

  useTabsStore().close('d')
  await vi.advanceTimersByTimeAsync(0)

  expect(sessions.sessions.has('d')).toBe(false)
})
