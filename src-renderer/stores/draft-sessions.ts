import type { EditorState } from '@codemirror/state'
import type { DraftConflict } from '@contract/draft-conflicts'
import type { ApiError } from '@contract/errors'
import type { DraftChange, UndoStack } from '@contract/draft-steps'
import type { Draft, DraftContent, OpenedDraft } from '@contract/drafts'
import type { GoneDraft } from '@contract/events'
import { defineStore } from 'pinia'
import { computed, shallowReactive, shallowRef, watch } from 'vue'
import { api } from '@/api'
import { createAutosave, type Autosave, type SaveState } from '@/drafts/autosave'
import { undeleteDraft } from '@/drafts/delete-draft'
import { createDraftSaver, type DraftSaver, type Written } from '@/drafts/draft-saver'
import { draftTitle } from '@/drafts/draft-title'
import { recordEdit, redoStep, undoStep } from '@/drafts/undo'
import { useAppStore } from './app'
import { useTabsStore } from './tabs'

/** A draft that is open, with what is written in it now. */
export interface DraftSession {
  readonly draft: Draft
  readonly content: DraftContent
  /** What can be undone and redone. */
  readonly undo: UndoStack
  readonly save: SaveState
  /** When it was last saved, as the draft tells it. */
  readonly savedAt: string
  /** How often something written elsewhere was taken over. */
  readonly adopted: number
  /** Fields that two windows wrote differently, and nobody has decided yet. */
  readonly conflicts: readonly DraftConflict[]
  /** How it ended in another window; what is written here is not saved any more. */
  readonly gone: GoneDraft | null
}

interface OpenSession {
  queue: Autosave<Written>
  readonly saver: DraftSaver
  /** Whose draft it is: nothing of it may go to another profile that is opened meanwhile. */
  readonly profileId: string | undefined
  /** The newest revision that anybody told of. */
  seen: number
}

/** What was not saved of a draft that ended elsewhere, and is a draft of its own now. */
interface RescuedDraft {
  readonly title: string
  readonly profile: string
}

/** What is being written, kept apart from the screens: leaving one, or a save that fails, loses nothing. */
export const useDraftSessions = defineStore('draft-sessions', () => {
  const app = useAppStore()
  const tabs = useTabsStore()
  const sessions = shallowReactive(new Map<string, DraftSession>())
  const opened = new Map<string, OpenSession>()
  const rescued = shallowRef<RescuedDraft>()
  const isHere = (id: string): boolean => opened.get(id)?.profileId === app.profile?.id
  /** Carets and scroll positions of editors that are not on the screen. */
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

  /** Shows what main has in place of what was written. */
  const take = ({ draft, undo, conflicts }: OpenedDraft): void => {
    const session = sessions.get(draft.id)
    if (!session) return
    opened.get(draft.id)?.saver.adopt({ draft, undo, conflicts })
    const { content, updatedAt: savedAt } = draft
    const adopted = session.adopted + 1
    patch(draft.id, { draft, content, undo, conflicts, savedAt, adopted })
  }

  /** It ended elsewhere: what is written here stays on the screen, and nothing tries to save it. */
  const lose = (id: string, gone: GoneDraft): void => {
    opened.get(id)?.queue.stop()
    patch(id, { gone })
  }
  /** It is there again: what is written here is put together with what it says now. */
  const revive = (id: string): void => {
    const session = sessions.get(id)
    const open = opened.get(id)
    if (!open || !session?.gone) return
    open.queue = queueOf(id, open.saver)
    patch(id, { gone: null })
    if (session.save.is === 'saved') void catchUp(id)
    else open.queue.change(session)
  }

  /** Takes over what another window has saved, unless something is written here that is not. */
  const catchUp = async (id: string): Promise<void> => {
    const before = sessions.get(id)
    if (before?.save.is !== 'saved') return
    const found = await api.call('openDraft', { draftId: id }).catch(() => undefined)
    const now = sessions.get(id)
    const isNewer = found && found.draft.revision > (opened.get(id)?.saver.revision() ?? Infinity)
    if (isNewer && now?.content === before.content && now.save.is === 'saved') take(found)
  }

  const setSave = (id: string, save: SaveState): void => {
    patch(id, { save })
    // Nobody has told of it: the connection was lost for a while. Another profile has no such draft anyway.
    const isNotFound = save.is === 'failed' && save.error.type === 'desktop_draft_not_found'
    if (isNotFound && isHere(id)) lose(id, 'deleted')
    const open = opened.get(id)
    if (save.is === 'saved' && open && open.seen > open.saver.revision()) void catchUp(id)
  }

  const start = (draft: OpenedDraft): DraftSession => {
    const { id, content, updatedAt: savedAt } = draft.draft
    const session: DraftSession = {
      ...{ ...draft, content, savedAt, save: { is: 'saved' } },
      ...{ adopted: 0, gone: null },
    }
    sessions.set(id, session)
    const saver = createDraftSaver(draft)
    const profileId = app.profile?.id
    opened.set(id, { queue: queueOf(id, saver), saver, profileId, seen: 0 })
    return session
  }
  const queueOf = (id: string, saver: DraftSaver): Autosave<Written> =>
    createAutosave<Written>({
      save: async (written) => {
        const { merged, ...saved } = await saver.save(written)
        const now = sessions.get(id)
        patch(id, {
          savedAt: saved.updatedAt,
          ...(merged && { conflicts: merged.conflicts }),
        })
        // Whoever has written on meanwhile gets to see it with the next save.
        if (merged && now?.content === written.content) take({ draft: saved, ...merged })
      },
      onState: (save) => setSave(id, save),
    })

  /** Opens a draft and its tab; one that is open already is kept as it is written. Throws `ApiError`. */
  const open = async (draftId: string): Promise<void> => {
    const session = sessions.get(draftId) ?? start(await api.call('openDraft', { draftId }))
    tabs.open({
      id: draftId,
      kind: session.content.kind,
      title: draftTitle(session.content),
      dirty: session.save.is !== 'saved',
    })
  }

  const write = (draftId: string, written: Written): void => {
    patch(draftId, written)
    opened.get(draftId)?.queue.change(written)
  }

  /** Takes over a change; it is saved within a second. */
  const edit = (draftId: string, part: Partial<DraftContent>): void => {
    const session = sessions.get(draftId)
    if (!session) return
    const { content: before, undo: stack } = session
    // A composer changes fields of its own channel alone.
    const content = { ...before, ...part } as DraftContent
    const undo = recordEdit(stack, { before, after: content }, Date.now())
    if (undo !== stack) write(draftId, { content, undo })
  }

  const step = (draftId: string, by: typeof undoStep): readonly DraftChange[] => {
    const session = sessions.get(draftId)
    const done = session && by(session.undo, session.content)
    if (!done) return []
    const { content, undo: stack, changes } = done
    write(draftId, { content, undo: stack })
    return changes
  }
  /** Takes the last step back and answers what changed by it. */
  const undo = (draftId: string): readonly DraftChange[] => step(draftId, undoStep)
  /** Does it again and answers what changed by it. */
  const redo = (draftId: string): readonly DraftChange[] => step(draftId, redoStep)

  /** Shows what main has made of a draft in place of what was written. Throws `ApiError`. */
  const adopt = async (draftId: string): Promise<void> =>
    take(await api.call('openDraft', { draftId }))

  /** Has a draft back that was deleted elsewhere, with what is written here. Throws `ApiError`. */
  const bringBack = async (draftId: string): Promise<void> => {
    await undeleteDraft(draftId)
    revive(draftId)
  }
  /** Makes a draft of its own of what is written in one that ended elsewhere. Throws `ApiError`. */
  const keepAsNew = async (draftId: string): Promise<string | undefined> => {
    const lost = sessions.get(draftId)
    if (!lost) return undefined
    const { id } = await api.call('createDraft', { kind: lost.content.kind })
    await api.call('saveDraft', { draftId: id, content: lost.content })
    return id
  }

  /** Saves at once; true when nothing is left to save. */
  const flush = async (draftId: string): Promise<boolean> =>
    (await opened.get(draftId)?.queue.flush()) ?? true

  /** Saves everything at once, as far as that can be done. */
  const flushAll = async (): Promise<void> => {
    await Promise.all([...opened.values()].map(({ queue }) => queue.flush()))
  }

  /** Forgets a draft that is sent or deleted, and its tab. */
  const forget = (draftId: string): void => {
    opened.get(draftId)?.queue.stop()
    opened.delete(draftId)
    editors.delete(draftId)
    sessions.delete(draftId)
    tabs.close(draftId)
  }

  const hasUnsaved = computed(() =>
    [...sessions.values()].some((session) => session.save.is !== 'saved'),
  )

  /** A draft that ended elsewhere goes from the screen: what is not saved in it is kept as another draft. */
  const letGo = async (id: string): Promise<void> => {
    const lost = sessions.get(id)
    const isSaved = lost?.save.is === 'saved'
    // One that cannot be kept now stays, and the window does not close without asking.
    const isKept = isSaved || (await keepAsNew(id).then(Boolean, () => false))
    if (!isKept) return
    if (lost && !isSaved)
      rescued.value = { title: draftTitle(lost.content), profile: app.profile?.name ?? '' }
    forget(id)
  }

  /** Before another profile is opened: nothing that is written stays in this window alone if it can be helped. */
  const settleAll = async (): Promise<void> => {
    await flushAll()
    const gone = [...sessions].filter(([id, session]) => session.gone !== null && isHere(id))
    await Promise.all(gone.map(([id]) => letGo(id)))
  }
  app.onLeave(settleAll)

  // A closed tab lets go of its draft once it is saved; one that cannot be saved stays.
  watch(
    () => tabs.tabs.map((tab) => tab.id),
    (open) => {
      for (const id of sessions.keys()) {
        if (open.includes(id) || !isHere(id)) continue
        if (sessions.get(id)?.gone) {
          void letGo(id)
          continue
        }
        void flush(id).then((saved) => {
          if (saved && !tabs.tabs.some((tab) => tab.id === id)) forget(id)
        })
      }
    },
  )

  api.on('resource.changed', ({ resource, id, revision = Infinity, gone }) => {
    if (resource !== 'drafts') return
    if (gone && id !== undefined) return lose(id, gone)
    if (id !== undefined) revive(id)
    // Without an id nobody knows which: the connection was lost for a while.
    for (const [draftId, session] of opened) {
      if (id !== undefined && id !== draftId) continue
      session.seen = Math.max(session.seen, id === undefined ? 0 : revision)
      if (id === undefined || revision > session.saver.revision()) void catchUp(draftId)
    }
  })

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

  const drafts = { sessions, open, edit, adopt, flush, settleAll, forget, hasUnsaved, rescued }
  return { ...drafts, bringBack, keepAsNew, undo, redo, take, keepEditor, keptEditor }
})

/** Why a draft is not saved, if it is not. */
export const saveError = (session: DraftSession): ApiError | undefined =>
  session.save.is === 'failed' ? session.save.error : undefined
