import type { draftVersionCommands } from '@contract/draft-versions'
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
  openDraft: async ({ draftId }) => drafts.open((await owner()).profileId, draftId),
  saveDraft: async ({ draftId, content, ...source }) =>
    drafts.save((await owner()).profileId, draftId, content, source),
  deleteDrafts: async ({ draftIds }) => ({
    refused: drafts.delete((await owner()).profileId, draftIds),
  }),
  undeleteDrafts: async ({ draftIds }) => ({
    refused: drafts.undelete((await owner()).profileId, draftIds),
  }),
  compareDraft: async ({ draftId }) => await drafts.compare(await owner(), draftId),
  mergeDraft: async ({ draftId, updatedAt, content }) =>
    await drafts.merge(await owner(), draftId, { updatedAt, content }),
  decideDraft: async ({ draftId, ...decided }) =>
    drafts.decide((await owner()).profileId, draftId, decided),
  detachDraft: async ({ draftId }) => drafts.detach((await owner()).profileId, draftId),
  sendDraft: async ({ draftId, as, confirmedPeople }) =>
    await drafts.send(await owner(), draftId, as, confirmedPeople),
})

/** Answers the commands for earlier versions of drafts. */
export const createDraftVersionHandlers = (
  drafts: Drafts,
  owner: () => Promise<Pick<DraftOwner, 'profileId'>>,
): Handlers<typeof draftVersionCommands> => ({
  listDraftVersions: async ({ draftId }) => ({
    versions: drafts.versions((await owner()).profileId, draftId),
  }),
  getDraftVersion: async ({ draftId, versionId }) => ({
    content: drafts.version((await owner()).profileId, draftId, versionId),
  }),
  keepDraftVersion: async ({ draftId }) => ({
    kept: drafts.keepVersion((await owner()).profileId, draftId),
  }),
  restoreDraftVersion: async ({ draftId, versionId }) =>
    drafts.restore((await owner()).profileId, draftId, versionId),
})
