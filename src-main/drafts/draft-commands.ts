import type { draftCommands } from '@contract/drafts'
import type { Handlers } from '@contract/endpoint'
import type { DraftOwner, Drafts } from './drafts'

/** Answers the draft commands of the contract for whichever profile `owner` names at that moment. */
export const createDraftHandlers = (
  drafts: Drafts,
  owner: () => Promise<DraftOwner>,
): Handlers<typeof draftCommands> => ({
  listDrafts: async () => ({ drafts: drafts.list((await owner()).profileId) }),
  getDraft: async ({ draftId }) => drafts.get((await owner()).profileId, draftId),
  createDraft: async ({ kind, from }) => await drafts.create(await owner(), kind, from),
  editMessage: async ({ messageId }) => await drafts.edit(await owner(), messageId),
  saveDraft: async ({ draftId, content }) =>
    drafts.save((await owner()).profileId, draftId, content),
  deleteDraft: async ({ draftId }) => {
    drafts.delete((await owner()).profileId, draftId)
    return {}
  },
  sendDraft: async ({ draftId, as }) => await drafts.send(await owner(), draftId, as),
})
