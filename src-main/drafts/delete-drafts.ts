import type { DraftRefusal } from '@contract/drafts'
import type { GoneDraft } from '@contract/events'
import { ApiError, apiError } from '@contract/errors'
import type { DraftRows } from '../store/drafts'

/** Deleting of drafts; answers those that it could not be done to, and why. */
export interface DraftDeletion {
  /** For an hour they can be brought back. */
  delete(profileId: string, ids: readonly string[]): DraftRefusal[]
  undelete(profileId: string, ids: readonly string[]): DraftRefusal[]
}

interface DeletionOptions {
  readonly rows: DraftRows
  readonly now: () => Date
  readonly onChange: (id: string, state: number | GoneDraft) => void
  /** Throws for one that is being sent. */
  readonly refuseWhileSending: (id: string) => void
}

/** How long a deleted draft can be brought back. */
const keptMs = 60 * 60 * 1000

/** Takes drafts away and brings them back: however many, in one write. */
export const createDraftDeletion = ({
  rows,
  now,
  onChange,
  refuseWhileSending,
}: DeletionOptions): DraftDeletion => {
  const purge = (): void => rows.purge(now().getTime() - keptMs)
  purge()
  return {
    delete: (profileId, ids) => {
      const { done, refused } = forEach(rows, ids, (id) => {
        refuseWhileSending(id)
        if (!rows.discard(profileId, id, now().getTime())) throw apiError('desktop_draft_not_found')
      })
      purge()
      for (const id of done) onChange(id, 'deleted')
      return refused
    },
    undelete: (profileId, ids) => {
      const { done, refused } = forEach(rows, ids, (id) => {
        if (!rows.undiscard(profileId, id)) throw apiError('desktop_draft_not_found')
      })
      for (const id of done) onChange(id, rows.get(profileId, id)?.revision ?? 1)
      return refused
    },
  }
}

/** One that is refused holds up none of the others. */
const forEach = (
  rows: DraftRows,
  ids: readonly string[],
  act: (id: string) => void,
): { readonly done: readonly string[]; readonly refused: DraftRefusal[] } => {
  const done: string[] = []
  const refused: DraftRefusal[] = []
  rows.together(() => {
    for (const id of ids) {
      try {
        act(id)
        done.push(id)
      } catch (thrown) {
        if (!(thrown instanceof ApiError)) throw thrown
        refused.push({ draftId: id, problem: thrown.toBody() })
      }
    }
  })
  return { done, refused }
}
