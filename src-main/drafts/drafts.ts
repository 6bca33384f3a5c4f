import { randomUUID } from 'node:crypto'
import type { Draft, DraftContent } from '@contract/drafts'
import { ApiError, apiError } from '@contract/errors'
import { message } from '@contract/messages'
import type { Backend } from '../backends/backend'
import type { DraftRows } from '../store/drafts'
import { checkComplete, contentOfMessage, emptyContent, isSameMessage } from './draft-message'
import { newMessageId } from './message-id'

/** The profile that drafts belong to, and who sends them. */
export interface DraftOwner {
  readonly profileId: string
  readonly backend: Pick<Backend, 'call'>
}

/** Drafts of one profile at a time; unknown ids throw `desktop_draft_not_found`. */
export interface Drafts {
  list(profileId: string): Draft[]
  get(profileId: string, id: string): Draft
  /** `from` is a message of the backend whose text and recipients it starts with. */
  create(owner: DraftOwner, from: string | undefined): Promise<Draft>
  save(profileId: string, id: string, content: DraftContent): Draft
  delete(profileId: string, id: string): void
  /**
   * Has the backend send the draft and deletes it. Safe to repeat after any interruption: the message's
   * id is the draft's own, so a second attempt meets the first and nobody gets two copies.
   */
  send(owner: DraftOwner, id: string): Promise<{ messageId: string }>
  deleteAll(profileId: string): void
}

/** What drafts need from outside. */
export interface DraftOptions {
  readonly rows: DraftRows
  readonly now: () => Date
  /** Told after every change. */
  readonly onChange: (draftId: string) => void
}

/** Drafts over the app's database. */
export const createDrafts = ({ rows, now, onChange }: DraftOptions): Drafts => {
  const sending = new Map<string, Promise<{ messageId: string }>>()

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

  const handOver = async ({ profileId, backend }: DraftOwner, draft: Draft) => {
    const { messageId } = draft
    checkComplete(draft.content)
    try {
      await backend.call('createEmail', { messageId, ...draft.content })
    } catch (error) {
      if (!(error instanceof ApiError) || error.type !== 'message_already_exists') throw error
      await confirmEarlierAttempt(backend, draft, error)
    }
    rows.remove(profileId, draft.id)
    onChange(draft.id)
    return { messageId }
  }

  return {
    list: (profileId) => rows.list(profileId),
    get,
    create: async ({ profileId, backend }, from) => {
      const content =
        from === undefined
          ? emptyContent
          : contentOfMessage(message.parse(await backend.call('getMessage', { messageId: from })))
      const time = now()
      const created: Draft = {
        id: randomUUID(),
        kind: 'email',
        messageId: newMessageId(time),
        content,
        createdAt: time.toISOString(),
        updatedAt: time.toISOString(),
      }
      rows.insert(profileId, created)
      onChange(created.id)
      return created
    },
    save: (profileId, id, content) => {
      refuseWhileSending(id)
      const saved = { ...get(profileId, id), content, updatedAt: now().toISOString() }
      rows.update(profileId, saved)
      onChange(id)
      return saved
    },
    delete: (profileId, id) => {
      refuseWhileSending(id)
      if (!rows.remove(profileId, id)) throw apiError('desktop_draft_not_found')
      onChange(id)
    },
    send: async (owner, id) => {
      // A second press of the button joins the first.
      const underWay = sending.get(id)
      if (underWay) return await underWay
      const attempt = handOver(owner, get(owner.profileId, id))
      sending.set(id, attempt)
      return await attempt.finally(() => sending.delete(id))
    },
    deleteAll: (profileId) => {
      rows.removeAll(profileId)
    },
  }
}

/** The id is taken: by an earlier attempt of this very draft, which is success, or by something else. */
const confirmEarlierAttempt = async (
  backend: DraftOwner['backend'],
  draft: Draft,
  cause: ApiError,
): Promise<void> => {
  const { messageId } = draft
  const stored = message.parse(await backend.call('getMessage', { messageId }))
  if (isSameMessage(stored, draft)) return
  const text =
    'Nothing was sent now: a message with this id is on the server already, and it differs from the draft. ' +
    'Most likely an earlier attempt got through before the draft was changed; look at it under Campaigns. ' +
    'To send the changed text as well, copy it into a new draft.'
  throw apiError('message_already_exists', text, { cause })
}
