import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useDraftSessions } from '@/stores/draft-sessions'
import { useTabsStore } from '@/stores/tabs'
import { installMain, openProfile } from '../one-draft'

beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
})
afterEach(() => void vi.useRealTimers())

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
  installMain()
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
