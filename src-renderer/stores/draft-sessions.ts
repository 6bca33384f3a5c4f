import type { EditorState } from '@codemirror/state'
import type { ApiError } from '@contract/errors'
import type { Draft, DraftContent } from '@contract/drafts'
import { defineStore } from 'pinia'
import { computed, reactive, watch } from 'vue'
import { api } from '@/api'
import { createAutosave, type Autosave, type SaveState } from '@/drafts/autosave'
import { draftTitle } from '@/drafts/draft-title'
import { useTabsStore } from './tabs'

/** A draft that is open, with what is written in it now. */
export interface DraftSession {
  readonly draft: Draft
  readonly content: DraftContent
  readonly save: SaveState
  /** When it was last saved, as the draft tells it. */
  readonly savedAt: string
}

/** What is being written, kept apart from the screens: leaving one, or a save that fails, loses nothing. */
export const useDraftSessions = defineStore('draft-sessions', () => {
  const tabs = useTabsStore()
  const sessions = reactive(new Map<string, DraftSession>())
  const queues = new Map<string, Autosave<DraftContent>>()
  /** Undo histories of editors that are not on the screen. */
  const editors = new Map<string, EditorState>()

  const patch = (id: string, part: Partial<DraftSession>): void => {
    const session = sessions.get(id)
    if (!session) return
    const next = { ...session, ...part }
    sessions.set(id, next)
    const title = draftTitle(next.content)
    const dirty = next.save.is !== 'saved'
    const tab = tabs.tabs.find((candidate) => candidate.id === id)
    if (tab && (tab.title !== title || tab.dirty !== dirty)) {
      tabs.open({ id, kind: next.content.kind, title, dirty })
    }
  }

  const start = (draft: Draft): DraftSession => {
    const session: DraftSession = {
      draft,
      content: draft.content,
      save: { is: 'saved' },
      savedAt: draft.updatedAt,
    }
    sessions.set(draft.id, session)
    const queue = createAutosave<DraftContent>({
      save: async (content) => {
        const saved = await api.call('saveDraft', { draftId: draft.id, content })
        patch(draft.id, { savedAt: saved.updatedAt })
      },
      onState: (save) => patch(draft.id, { save }),
    })
    queues.set(draft.id, queue)
    return session
  }

  /** Opens a draft and its tab; one that is open already is kept as it is written. Throws `ApiError`. */
  const open = async (draftId: string): Promise<void> => {
    const session = sessions.get(draftId) ?? start(await api.call('getDraft', { draftId }))
    tabs.open({
      id: draftId,
      kind: session.content.kind,
      title: draftTitle(session.content),
      dirty: session.save.is !== 'saved',
    })
  }

  /** Takes over a change; it is saved within a second. */
  const edit = (draftId: string, part: Partial<DraftContent>): void => {
    const session = sessions.get(draftId)
    if (!session) return
    // A composer changes fields of its own channel alone.
    const content = { ...session.content, ...part } as DraftContent
    patch(draftId, { content })
    queues.get(draftId)?.change(content)
  }

  /** Shows what main has made of a draft in place of what was written. */
  const adopt = (draft: Draft): void => {
    editors.delete(draft.id)
    patch(draft.id, { draft, content: draft.content, savedAt: draft.updatedAt })
  }

  /** Saves at once; true when nothing is left to save. */
  const flush = async (draftId: string): Promise<boolean> =>
    (await queues.get(draftId)?.flush()) ?? true

  const flushAll = async (): Promise<void> => {
    await Promise.all([...queues.values()].map((queue) => queue.flush()))
  }

  /** Forgets a draft that is sent or deleted, and its tab. */
  const forget = (draftId: string): void => {
    queues.get(draftId)?.stop()
    queues.delete(draftId)
    editors.delete(draftId)
    sessions.delete(draftId)
    tabs.close(draftId)
  }

  const hasUnsaved = computed(() =>
    [...sessions.values()].some((session) => session.save.is !== 'saved'),
  )

  // A closed tab lets go of its draft once it is saved; one that cannot be saved stays.
  watch(
    () => tabs.tabs.map((tab) => tab.id),
    (open) => {
      for (const id of sessions.keys()) {
        if (open.includes(id)) continue
        void flush(id).then((saved) => {
          if (saved && !tabs.tabs.some((tab) => tab.id === id)) forget(id)
        })
      }
    },
  )

  window.addEventListener('beforeunload', (event) => {
    if (!hasUnsaved.value) return
    void flushAll()
    event.preventDefault()
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void flushAll()
  })

  const keepEditor = (draftId: string, state: EditorState): void => {
    if (sessions.has(draftId)) editors.set(draftId, state)
  }
  const keptEditor = (draftId: string): EditorState | undefined => editors.get(draftId)

  const drafts = { sessions, open, edit, adopt, flush, flushAll, forget, hasUnsaved }
  return { ...drafts, keepEditor, keptEditor }
})

/** Why a draft is not saved, if it is not. */
export const saveError = (session: DraftSession): ApiError | undefined =>
  session.save.is === 'failed' ? session.save.error : undefined
