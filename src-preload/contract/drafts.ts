import { z } from 'zod'
import { confirmedPeople } from './ceiling'
import { conflictChoice, draftConflict } from './draft-conflicts'
import { anyText, pushPair } from './draft-fields'
import { undoPart, undoStack } from './draft-steps'
import { command } from './endpoint'
import { errorBody, id, moment } from './fields'
import { providerType } from './messages'

const ids = z.array(id)

/** What drafts of every channel have. */
const common = {
  topics: ids,
  users: ids,
  targets: ids,
  /** The message's id as the author wants it; empty for the one that was made with the draft. */
  messageId: anyText,
  /** When to send; null for at once. */
  scheduledAt: moment.nullable(),
}

/** An e-mail that is being written. */
export const emailContent = z.object({
  kind: z.literal('email'),
  ...common,
  subject: anyText,
  content: anyText,
  html: z.boolean(),
  /** Target ids. */
  cc: ids,
  /** Target ids. */
  bcc: ids,
  /** `<BUCKET_ID>:<FILE_ID>`. */
  attachments: z.array(anyText),
})

/** A text message that is being written. */
export const smsContent = z.object({ kind: z.literal('sms'), ...common, content: anyText })

/** A push message that is being written; empty texts are not sent. */
export const pushContent = z.object({
  kind: z.literal('push'),
  ...common,
  title: anyText,
  body: anyText,
  data: z.array(pushPair),
  action: anyText,
  /** `<BUCKET_ID>:<FILE_ID>`, or empty. */
  image: anyText,
  icon: anyText,
  sound: anyText,
  color: anyText,
  tag: anyText,
  /** A whole number as text. */
  badge: anyText,
  contentAvailable: z.boolean(),
  critical: z.boolean(),
  priority: z.enum(['normal', 'high']),
})

/** What is being written; any part may still be empty. */
export const draftContent = z.discriminatedUnion('kind', [emailContent, smsContent, pushContent])

/** A message that lives only on this computer until it is sent. */
export const draft = z.object({
  id: z.string(),
  /** The id made for its message; fixed at once, so that a send that was cut off is never doubled. */
  messageId: z.string(),
  content: draftContent,
  /** Counts its changes: whoever saves says which one the text started from. */
  revision: z.int().min(1),
  /** The message of the backend that it changes when it is sent, as it was read; null for a new one. */
  updates: z.object({ messageId: z.string(), updatedAt: z.string() }).nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
})

/** A draft with what can be undone in it, and what a person has to decide. */
export const openedDraft = z.object({
  draft,
  undo: undoStack,
  conflicts: z.array(draftConflict),
})

/** What became of a draft that was saved. */
export const savedDraft = draft.extend({
  /**
   * Somebody else had saved it meanwhile, so both versions were put together field by field; null when
   * nobody had. Where both changed a field differently the text just saved stands, and the other one is
   * among `conflicts` and kept as a version.
   */
  merged: openedDraft.omit({ draft: true }).nullable(),
})

/** One field of a draft beside the message that it changes. */
export const draftField = z.object({
  name: z.string(),
  /** As it was when the draft was begun, or last agreed. */
  base: z.unknown(),
  mine: z.unknown(),
  theirs: z.unknown(),
  /** What publishing would write; mine where both changed it differently, until a person decides. */
  merged: z.unknown(),
  change: z.enum(['none', 'mine', 'theirs', 'both', 'conflict']),
})

/** How a draft stands to the message that it changes. */
export const draftComparison = z.object({
  /**
   * `new`: it changes none. `same`: nobody else changed it. `changed`: somebody did. `gone`: it was deleted.
   * `fixed`: it waits for its time and cannot be changed. The others are what became of it: it can no longer be
   * changed.
   */
  state: z.enum(['new', 'same', 'changed', 'gone', 'fixed', 'processing', 'sent', 'failed']),
  /** When the message was last changed on the server. */
  updatedAt: z.string().nullable(),
  /** Empty unless it can be changed. */
  fields: z.array(draftField),
})

/** A draft to which something could not be done, and why. */
const draftRefusal = z.object({ draftId: id, problem: errorBody })
const someDrafts = z.object({ draftIds: z.array(id).min(1).max(100) })
const refusals = z.object({ refused: z.array(draftRefusal) })

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
    input: z.object({ kind: providerType.default('email'), from: id.optional() }),
    reply: draft,
  }),
  /** The draft that changes this message, which must be a draft or scheduled; the same one when there is one. */
  editMessage: command({ on: 'app', input: z.object({ messageId: id }), reply: draft }),
  /** The draft and what can be undone in it. */
  openDraft: command({ on: 'app', input: z.object({ draftId: id }), reply: openedDraft }),
  /**
   * The channel cannot change. `revision` is the one that the text started from and `base` what that said: when
   * somebody saved meanwhile, `desktop_draft_changed` asks for `base`, and with it both are put together.
   * Without a revision the text takes the place of whatever is there. `undo` is what became of the steps;
   * without it the whole change is one step.
   */
  saveDraft: command({
    on: 'app',
    input: z.object({
      draftId: id,
      content: draftContent,
      revision: z.int().min(1).optional(),
      base: draftContent.optional(),
      undo: undoPart.optional(),
    }),
    reply: savedDraft,
  }),
  /** Reads the message that the draft changes, now. */
  compareDraft: command({ on: 'app', input: z.object({ draftId: id }), reply: draftComparison }),
  /**
   * Takes over what a person decided; from now on the draft starts from the message as it was on the server
   * at `updatedAt`. Throws `desktop_draft_behind` when it has been changed again since.
   */
  mergeDraft: command({
    on: 'app',
    input: z.object({ draftId: id, updatedAt: z.string(), content: draftContent }),
    reply: draft,
  }),
  /**
   * Says of every field that two windows wrote differently which text stays; what stood is kept as a version.
   * Throws `desktop_draft_changed` when the draft is not at this revision any more.
   */
  decideDraft: command({
    on: 'app',
    input: z.object({
      draftId: id,
      revision: z.int().min(1),
      choices: z.record(z.string(), conflictChoice),
    }),
    reply: openedDraft,
  }),
  /** Makes it a new draft: its message is gone, or can no longer be changed. */
  detachDraft: command({ on: 'app', input: z.object({ draftId: id }), reply: draft }),
  /** They can be brought back for an hour. */
  deleteDrafts: command({ on: 'app', input: someDrafts, reply: refusals }),
  /** Brings deleted drafts back with their steps and versions. */
  undeleteDrafts: command({ on: 'app', input: someDrafts, reply: refusals }),
  /**
   * Hands the draft's message to the backend: `send` now or at its time, `keep` as the backend's own
   * draft. The draft is gone once that has succeeded.
   */
  sendDraft: command({
    on: 'app',
    input: z.object({
      draftId: id,
      as: z.enum(['send', 'keep']).default('send'),
      confirmedPeople: confirmedPeople.optional(),
    }),
    reply: z.object({ messageId: z.string() }),
  }),
}

/** A message that lives only on this computer until it is sent. */
export type Draft = z.infer<typeof draft>
/** What is being written. */
export type DraftContent = z.infer<typeof draftContent>
/** A draft to which something could not be done. */
export type DraftRefusal = z.infer<typeof draftRefusal>
/** One field of a draft beside the message that it changes. */
export type DraftField = z.infer<typeof draftField>
/** How a draft stands to the message that it changes. */
export type DraftComparison = z.infer<typeof draftComparison>
/** An e-mail that is being written. */
export type EmailContent = z.infer<typeof emailContent>
/** A text message that is being written. */
export type SmsContent = z.infer<typeof smsContent>
/** A push message that is being written. */
export type PushContent = z.infer<typeof pushContent>
/** A draft with what can be undone in it, and what a person has to decide. */
export type OpenedDraft = z.infer<typeof openedDraft>
/** What became of a draft that was saved. */
export type SavedDraft = z.infer<typeof savedDraft>
