import { changesBetween } from '@contract/draft-changes'
import type { UndoStack } from '@contract/draft-steps'
import type { DraftContent, OpenedDraft, SavedDraft } from '@contract/drafts'
import { stackPart } from '@contract/undo-stack'
import { api, toApiError } from '@/api'

/** What is written in a draft and how it came about. */
export interface Written {
  readonly content: DraftContent
  readonly undo: UndoStack
}

/** Saves one draft, and remembers what main has of it. */
export interface DraftSaver {
  /** The newest revision that is known here. */
  readonly revision: () => number
  /** Takes what main has for the start of what is written from now on. */
  adopt(opened: OpenedDraft): void
  /**
   * What was written meanwhile elsewhere is put together with it. Until the answer to that is adopted, what is
   * saved next is known to start from here. Throws `ApiError`.
   */
  save(written: Written): Promise<SavedDraft>
}

/** Sends what changed since `opened`. */
export const createDraftSaver = (opened: OpenedDraft): DraftSaver => {
  const draftId = opened.draft.id
  const toKnown = ({ draft: { content, revision }, undo }: OpenedDraft) => ({
    ...{ content, revision, undo },
  })
  let known = toKnown(opened)

  /** Sent without an answer: it may have been saved all the same. */
  let unanswered: Written | undefined

  const inputOf = ({ content, undo }: Written) => ({
    ...{ draftId, content, revision: known.revision },
    undo: stackPart(known.undo, undo),
  })
  const isChanged = (thrown: unknown): boolean =>
    toApiError(thrown).type === 'desktop_draft_changed'

  /** Whether it was nobody else who saved meanwhile. */
  const wasSaved = async (earlier: Written): Promise<boolean> => {
    const found = await api.call('openDraft', { draftId })
    if (changesBetween(earlier.content, found.draft.content).length > 0) return false
    known = { ...earlier, revision: found.draft.revision }
    return true
  }

  const send = async (written: Written): Promise<SavedDraft> => {
    try {
      return await api.call('saveDraft', inputOf(written))
    } catch (thrown) {
      if (!isChanged(thrown)) throw thrown
      const isOwn = unanswered !== undefined && (await wasSaved(unanswered))
      const base = isOwn ? undefined : known.content
      return await api.call('saveDraft', { ...inputOf(written), ...(base && { base }) })
    }
  }

  return {
    revision: () => known.revision,
    adopt: (next) => {
      known = toKnown(next)
    },
    save: async (written) => {
      const saved = await send(written).catch((thrown: unknown) => {
        unanswered = written
        throw thrown
      })
      unanswered = undefined
      known = saved.merged
        ? { ...known, content: written.content }
        : { ...written, revision: saved.revision }
      return saved
    },
  }
}
