import { randomUUID } from 'node:crypto'
import type { ConflictChoice } from '@contract/draft-conflicts'
import type { DraftVersion } from '@contract/draft-versions'
import type {
  Draft,
  DraftComparison,
  DraftContent,
  OpenedDraft,
  SavedDraft,
} from '@contract/drafts'
import { ApiError, apiError } from '@contract/errors'
import type { GoneDraft } from '@contract/events'
import { message, type Message, type ProviderType } from '@contract/messages'
import type { Backend } from '../backends/backend'
import { confirming } from '../profiles/recipient-ceiling'
import type { DraftRows } from '../store/drafts'
import { checkComplete } from './check-complete'
import { compareContents, contentToChange } from './compare'
import { createDraftDeletion, type DraftDeletion } from './delete-drafts'
import { contentOfMessage, emptyContent } from './draft-message'
import { changeMessage, createMessage, findHandedOver, refuseUnchangeable } from './hand-over'
import { newMessageId } from './message-id'
import { createDraftSaving, type DraftSource } from './save-draft'
import { createDraftVersions } from './versions'

/** The profile that drafts belong to, and who sends them. */
export interface DraftOwner {
  readonly profileId: string
  /** May answer what it was told earlier. */
  readonly backend: Pick<Backend, 'call'>
  /** Asks the server itself, always: whatever is written is decided by this. */
  readonly direct: Pick<Backend, 'call'>
}

/** Drafts of one profile at a time; unknown ids throw `desktop_draft_not_found`. */
export interface Drafts extends DraftDeletion {
  list(profileId: string): Draft[]
  get(profileId: string, id: string): Draft
  /** With what can be undone in it, and what a person has to decide. */
  open(profileId: string, id: string): OpenedDraft
  /** `from` is a message of the backend whose text and recipients it starts with. */
  create(owner: DraftOwner, kind: ProviderType, from?: string): Promise<Draft>
  /** A draft that says this from the start. */
  add(profileId: string, content: DraftContent): Draft
  /** Throws `message_already_…` for a message that can no longer be changed. */
  edit(owner: DraftOwner, messageId: string): Promise<Draft>
  /** Throws `desktop_draft_changed` for a text that started from an earlier revision and does not say what it said. */
  save(profileId: string, id: string, content: DraftContent, source?: DraftSource): SavedDraft
  /** Asks the server how the draft stands to the message that it changes. */
  compare(owner: DraftOwner, id: string): Promise<DraftComparison>
  /** Throws `desktop_draft_behind` unless the message is still as it was at `updatedAt`. */
  merge(
    owner: DraftOwner,
    id: string,
    decided: { readonly updatedAt: string; readonly content: DraftContent },
  ): Promise<Draft>
  /** Of every field that two windows wrote differently; throws `desktop_draft_changed` at another revision. */
  decide(
    profileId: string,
    id: string,
    decided: {
      readonly revision: number
      readonly choices: Readonly<Record<string, ConflictChoice>>
    },
  ): OpenedDraft
  /** Throws unless it could be handed over now. */
  complete(profileId: string, id: string, as: 'send' | 'keep'): Draft
  /** A draft that changes nothing any more, under an id of its own. */
  detach(profileId: string, id: string): Draft
  /** The newest first. */
  versions(profileId: string, id: string): DraftVersion[]
  /** Throws `desktop_version_not_found`. */
  version(profileId: string, id: string, versionId: number): DraftContent
  /** Keeps it as it is now; false when that is kept already. */
  keepVersion(profileId: string, id: string): boolean
  /** Says again what a version says; what it says now is kept. */
  restore(profileId: string, id: string, versionId: number): OpenedDraft
  /**
   * Has the backend send or keep the draft and deletes it. Safe to repeat after any interruption: the message's
   * id is the draft's own, so a second attempt meets the first and nobody gets two copies. `confirmedPeople`
   * is what a person said who sends above the profile's ceiling.
   */
  send(
    owner: DraftOwner,
    id: string,
    as: 'send' | 'keep',
    confirmedPeople?: number,
  ): Promise<{ messageId: string }>
  /**
   * Looks whether an earlier attempt got through after all; then the draft is deleted and the message's id
   * answered. Nothing is sent.
   */
  settle(owner: DraftOwner, id: string, as: 'send' | 'keep'): Promise<string | undefined>
}

/** What drafts need from outside. */
export interface DraftOptions {
  readonly rows: DraftRows
  readonly now: () => Date
  /** Told after every change: the revision of a draft that is there, or how it ended. */
  readonly onChange: (draftId: string, state: number | GoneDraft) => void
}

/** Drafts over the app's database. */
export const createDrafts = (options: DraftOptions): Drafts => {
  const { rows, now, onChange } = options
  const sending = new Map<string, Promise<{ messageId: string }>>()
  const versions = createDraftVersions(rows.versions, now)
  const saving = createDraftSaving({ rows, versions, now })

  const get = (profileId: string, id: string): Draft => {
    const found = rows.get(profileId, id)
    if (!found) throw apiError('desktop_draft_not_found')
    return found
  }

  const refuseWhileSending = (id: string): void => {
    if (sending.has(id)) {
      throw apiError('message_already_processing', 'The draft is being sent and cannot be changed.')
    }
  }

  const read = async (backend: DraftOwner['backend'], messageId: string): Promise<Message> =>
    message.parse(await backend.call('getMessage', { messageId }))

  const insert = (
    profileId: string,
    content: DraftContent,
    updates: Draft['updates'] = null,
  ): Draft => {
    const time = now()
    const created: Draft = {
      id: randomUUID(),
      messageId: newMessageId(time),
      content,
      revision: 1,
      updates,
      createdAt: time.toISOString(),
      updatedAt: time.toISOString(),
    }
    rows.insert(profileId, created, updates ? content : undefined)
    onChange(created.id, created.revision)
    return created
  }

  const told = <Changed extends Draft>(draft: Changed): Changed => {
    onChange(draft.id, draft.revision)
    return draft
  }

  const replace = (profileId: string, draft: Draft, base?: DraftContent): Draft => {
    const revision = draft.revision + 1
    const replaced = { ...draft, revision, updatedAt: now().toISOString() }
    rows.replace(profileId, replaced, base)
    return told(replaced)
  }

  const opened = (draft: Draft): OpenedDraft => ({
    ...{ draft, undo: rows.steps.get(draft.id), conflicts: saving.conflicts(draft) },
  })

  /** A text that nobody chose does not go out, and the other one does not go with the draft. */
  const complete = (draft: Draft, as: 'send' | 'keep'): Draft => {
    checkComplete(draft.content, as)
    if (saving.conflicts(draft).length > 0) throw apiError('desktop_draft_undecided')
    return draft
  }

  const handOver = async (
    { profileId, direct: backend }: DraftOwner,
    draft: Draft,
    as: 'send' | 'keep',
  ) => {
    complete(draft, as)
    versions.keep(draft, 'release')
    const messageId = draft.updates
      ? await changeMessage(backend, { ...draft, updates: draft.updates }, as)
      : await createMessage(backend, draft, as, {
          get: () => rows.triedId(profileId, draft.id),
          set: (id) => rows.setTriedId(profileId, draft.id, id),
        })
    rows.remove(profileId, draft.id)
    onChange(draft.id, 'handedOver')
    return { messageId }
  }

  return {
    list: (profileId) => rows.list(profileId),
    get,
    open: (profileId, id) => opened(get(profileId, id)),
    create: async (owner, kind, from) =>
      insert(
        owner.profileId,
        from === undefined ? emptyContent(kind) : contentOfMessage(await read(owner.backend, from)),
      ),
    add: (profileId, content) => insert(profileId, content),
    edit: async (owner, messageId) => {
      const open = rows.forMessage(owner.profileId, messageId)
      if (open) return open
      const stored = await read(owner.backend, messageId)
      refuseUnchangeable(stored)
      const updates = { messageId, updatedAt: stored.$updatedAt }
      return insert(owner.profileId, contentToChange(stored), updates)
    },
    save: (profileId, id, content, source = {}) => {
      refuseWhileSending(id)
      return told(saving.save(profileId, get(profileId, id), content, source))
    },
    compare: async ({ profileId, direct }, id) => {
      const { content, updates } = get(profileId, id)
      if (!updates) return { state: 'new', updatedAt: null, fields: [] }
      const stored = await read(direct, updates.messageId).catch(toNothing)
      const base = rows.base(profileId, id) ?? content
      return compareContents(base, content, stored, updates.updatedAt)
    },
    merge: async ({ profileId, direct }, id, { updatedAt, content }) => {
      refuseWhileSending(id)
      const { updates } = get(profileId, id)
      if (!updates) throw apiError('desktop_draft_behind')
      const stored = await read(direct, updates.messageId)
      refuseUnchangeable(stored)
      if (stored.$updatedAt !== updatedAt) throw apiError('desktop_draft_behind')
      // Read again only now: what was written while the server was asked must not be lost.
      const found = get(profileId, id)
      const merged = { ...found, content, updates: { ...updates, updatedAt } }
      return rows.together(() => {
        versions.keep(found, 'merge')
        saving.addStep(found, content)
        return replace(profileId, merged, contentToChange(stored))
      })
    },
    decide: (profileId, id, { revision, choices }) => {
      refuseWhileSending(id)
      const found = get(profileId, id)
      if (found.revision !== revision) throw apiError('desktop_draft_changed')
      return opened(told(saving.decide(profileId, found, choices)))
    },
    complete: (profileId, id, as) => complete(get(profileId, id), as),
    detach: (profileId, id) => {
      refuseWhileSending(id)
      const found = get(profileId, id)
      if (!found.updates) return found
      return replace(profileId, { ...found, messageId: newMessageId(now()), updates: null })
    },
    ...createDraftDeletion({ ...options, refuseWhileSending }),
    versions: (profileId, id) => versions.list(get(profileId, id).id),
    version: (profileId, id, versionId) => versions.get(get(profileId, id).id, versionId),
    keepVersion: (profileId, id) => versions.keep(get(profileId, id), 'savepoint'),
    restore: (profileId, id, versionId) => {
      refuseWhileSending(id)
      const found = get(profileId, id)
      const content = versions.get(id, versionId)
      const restored = rows.together(() => {
        versions.keep(found, 'restore')
        return saving.save(profileId, found, content, {})
      })
      told(restored)
      return opened(get(profileId, id))
    },
    send: async (owner, id, as, confirmedPeople) => {
      // A second press of the button joins the first.
      const underWay = sending.get(id)
      if (underWay) return await underWay
      const direct = { call: confirming(owner.direct.call, confirmedPeople) }
      const attempt = handOver({ ...owner, direct }, get(owner.profileId, id), as)
      sending.set(id, attempt)
      return await attempt.finally(() => sending.delete(id))
    },
    settle: async ({ profileId, direct }, id, as) => {
      const tried = rows.triedId(profileId, id)
      const messageId = await findHandedOver(direct, get(profileId, id), as, tried)
      if (messageId === undefined) return undefined
      rows.remove(profileId, id)
      onChange(id, 'handedOver')
      return messageId
    },
  }
}

/** No message where the server has none; throws anything else. */
const toNothing = (error: unknown): undefined => {
  if (error instanceof ApiError && error.type === 'message_not_found') return undefined
  throw error
}
