import { z } from 'zod'
import { command } from './endpoint'
import { id } from './fields'
import { providerType } from './messages'

/** Where a campaign names something of its profile by an id. */
export const referencePart = z.enum([
  ...(['topics', 'users', 'targets', 'cc', 'bcc'] as const),
  /** A file, as `<BUCKET_ID>:<FILE_ID>`. */
  ...(['attachments', 'image'] as const),
])

/** Something that a campaign names by an id, and what it is in the profile that gets the copy. */
export const copiedReference = z.object({
  part: referencePart,
  id: z.string(),
  /** For people: its name, address or file name; the id when nothing better is known. */
  name: z.string(),
  /** Null when it would be left out. */
  toId: z.string().nullable(),
  /** What it is called there; of a file, where it goes. */
  toName: z.string(),
  /**
   * `same`: there under its id. `name`: found by its name. `file`: copied along. `missing`: not there. `gone`:
   * not here either. `untold`: the server cannot be asked for it.
   */
  how: z.enum(['same', 'name', 'file', 'missing', 'gone', 'untold']),
})

const source = {
  /** A draft of this computer, or a message of the profile that is open. */
  kind: z.enum(['draft', 'message']),
  id,
  toProfileId: id,
}

/** Copies of campaigns to another profile, where each becomes a draft; the profile that is open gives. */
export const campaignCopyCommands = {
  /** What a copy would name; nothing is written. */
  planCampaignCopy: command({
    on: 'app',
    input: z.object(source),
    reply: z.object({
      channel: providerType,
      references: z.array(copiedReference),
      /** What a person can choose instead: at most 500 topics, by name. */
      topics: z.array(z.object({ id: z.string(), name: z.string() })),
      /** It has a time, which is left behind. */
      hasTime: z.boolean(),
    }),
  }),
  /**
   * Makes the draft, its files first; nothing is sent. `decisions` say what becomes of each reference; one
   * without a decision is taken as it is planned. Throws when a topic that was chosen is not there.
   */
  copyCampaign: command({
    on: 'app',
    input: z.object({
      ...source,
      decisions: z
        .array(
          z.object({ part: referencePart, id: z.string(), toId: z.string().max(80).nullable() }),
        )
        .max(20_000)
        .default([]),
    }),
    reply: z.object({ draftId: z.string() }),
  }),
}

/** Something that a campaign names by an id. */
export type CopiedReference = z.infer<typeof copiedReference>
/** Where a campaign names something. */
export type ReferencePart = z.infer<typeof referencePart>
