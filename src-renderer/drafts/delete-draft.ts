import { ApiError } from '@contract/errors'
import { api } from '@/api'
import { createBatch } from '@/batch-calls'

/** So many at once make one call; the contract takes no more than a hundred. */
export const draftsAtOnce = 50

const forEach = (name: 'deleteDrafts' | 'undeleteDrafts'): ((id: string) => Promise<void>) => {
  const ask = createBatch(async (draftIds: readonly string[]) => {
    const { refused } = await api.call(name, { draftIds: [...draftIds] })
    const problems = new Map(refused.map(({ draftId, problem }) => [draftId, problem]))
    return draftIds.map((id) => problems.get(id))
  })
  return async (id) => {
    const problem = await ask(id)
    if (problem) throw new ApiError(problem)
  }
}

/** Deletes a draft; for an hour it can be brought back. Throws `ApiError`. */
export const deleteDraft = forEach('deleteDrafts')
/** Brings a deleted draft back with its steps and versions. Throws `ApiError`. */
export const undeleteDraft = forEach('undeleteDrafts')
