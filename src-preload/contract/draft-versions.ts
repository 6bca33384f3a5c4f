import { z } from 'zod'
import { draftContent, openedDraft } from './drafts'
import { command } from './endpoint'
import { id } from './fields'

/**
 * Why a version was kept. `session`: writing began again after a pause. `writing`: now and then meanwhile.
 * `savepoint`: a person asked for it. `conflict`: another window's text, whose place a newer one took. The others:
 * before the draft was put together with its message, brought to an older version, or handed over.
 */
export const versionReason = z.enum([
  'session',
  'writing',
  'savepoint',
  'merge',
  'restore',
  'release',
  'conflict',
])

const versionId = z.int().min(1)

/** How a draft once stood. */
export const draftVersion = z.object({
  id: versionId,
  /** When it was written. */
  at: z.string(),
  reason: versionReason,
  /** Fields in which it differs from the version before; empty for the oldest. */
  changed: z.array(z.string()),
})

/** Earlier versions of drafts. */
export const draftVersionCommands = {
  /** The newest first. */
  listDraftVersions: command({
    on: 'app',
    input: z.object({ draftId: id }),
    reply: z.object({ versions: z.array(draftVersion) }),
  }),
  getDraftVersion: command({
    on: 'app',
    input: z.object({ draftId: id, versionId }),
    reply: z.object({ content: draftContent }),
  }),
  /** Keeps the draft as it is saved now; false when it is kept already, or when nothing is written. */
  keepDraftVersion: command({
    on: 'app',
    input: z.object({ draftId: id }),
    reply: z.object({ kept: z.boolean() }),
  }),
  /** The draft says again what it said then; what it says now is kept, and it can be undone. */
  restoreDraftVersion: command({
    on: 'app',
    input: z.object({ draftId: id, versionId }),
    reply: openedDraft,
  }),
}

/** Why a version was kept. */
export type VersionReason = z.infer<typeof versionReason>
/** How a draft once stood. */
export type DraftVersion = z.infer<typeof draftVersion>
