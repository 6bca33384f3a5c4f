import { z } from 'zod'
import { command } from './endpoint'
import { id, text } from './fields'

/** What is being written; any part may still be empty. */
export const draftContent = z.object({
  subject: text(0, 998),
  content: text(0, 64230),
  html: z.boolean(),
  topics: z.array(id),
  users: z.array(id),
  targets: z.array(id),
  cc: z.array(id),
  bcc: z.array(id),
})

/** A message that lives only on this computer until it is sent. */
export const draft = z.object({
  id: z.string(),
  kind: z.literal('email'),
  /** The id that the message will have; fixed at once, so that a send that was cut off is never doubled. */
  messageId: z.string(),
  content: draftContent,
  createdAt: z.string(),
  updatedAt: z.string(),
})

/** Drafts of the active profile. */
export const draftCommands = {
  listDrafts: command({
    on: 'app',
    input: z.object({}),
    reply: z.object({ drafts: z.array(draft) }),
  }),
  getDraft: command({ on: 'app', input: z.object({ draftId: id }), reply: draft }),
  /** A new draft; `from` names a message of the profile whose text and recipients it starts with. */
  createDraft: command({
    on: 'app',
    input: z.object({ kind: z.literal('email').default('email'), from: id.optional() }),
    reply: draft,
  }),
  saveDraft: command({
    on: 'app',
    input: z.object({ draftId: id, content: draftContent }),
    reply: draft,
  }),
  deleteDraft: command({ on: 'app', input: z.object({ draftId: id }), reply: z.object({}) }),
  /** Hands the draft's message to the backend, to be sent now; the draft is gone once that has succeeded. */
  sendDraft: command({
    on: 'app',
    input: z.object({ draftId: id }),
    reply: z.object({ messageId: z.string() }),
  }),
}

/** A message that lives only on this computer until it is sent. */
export type Draft = z.infer<typeof draft>
/** What is being written. */
export type DraftContent = z.infer<typeof draftContent>
