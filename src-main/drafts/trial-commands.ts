import type { DraftContent } from '@contract/drafts'
import type { Handlers } from '@contract/endpoint'
import { apiError } from '@contract/errors'
import {
  trialCommands,
  trialContent,
  type draftTrialCommands,
  type TrialContent,
} from '@contract/trials'
import type { Backend } from '../backends/backend'
import { checkComplete } from './check-complete'
import { createRequest } from './draft-request'
import type { Drafts } from './drafts'

/** The profile that drafts belong to, and who tries them. */
interface TrialOwner {
  readonly profileId: string
  readonly backend: Backend
}

/** Tries drafts as they are saved; only an engine of our own can. Throws `desktop_not_available` elsewhere. */
export const createDraftTrialHandlers = (
  drafts: Pick<Drafts, 'get'>,
  owner: () => Promise<TrialOwner>,
): Handlers<typeof draftTrialCommands> => {
  const open = async (draftId: string) => {
    const { profileId, backend } = await owner()
    if (!backend.capabilities.ledger) throw apiError('desktop_not_available')
    return { backend, draft: drafts.get(profileId, draftId) }
  }
  return {
    testDraft: async ({ draftId, ...test }) => {
      const { backend, draft } = await open(draftId)
      checkComplete(draft.content, 'keep')
      const input = { content: toTrialContent(draft.content), ...test }
      return trialCommands.sendTest.reply.parse(await backend.call('sendTest', input))
    },
    rehearseDraft: async ({ draftId }) => {
      const { backend, draft } = await open(draftId)
      checkComplete(draft.content, 'send')
      const { topics, users, targets } = draft.content
      const input = { content: toTrialContent(draft.content), topics, users, targets }
      const info = await backend.call('startRehearsal', input)
      return trialCommands.startRehearsal.reply.parse(info)
    },
  }
}

/** What the draft's message would say; ids and the time are left behind. Throws the field at fault. */
const toTrialContent = (content: DraftContent): TrialContent => {
  const { input } = createRequest(content, { messageId: 'unique()', as: 'keep' })
  const { success, data, error } = trialContent.safeParse({ ...input, providerType: content.kind })
  if (success) return data
  const issue = error.issues[0]
  const param = String(issue?.path[0] ?? 'content')
  throw apiError('general_argument_invalid', `The ${param} ${issue?.message ?? 'is not valid'}.`, {
    param,
  })
}
