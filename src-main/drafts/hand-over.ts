import type { Draft, DraftContent } from '@contract/drafts'
import { ApiError, apiError, type ErrorType } from '@contract/errors'
import { isKeptAnyway } from '@contract/kept-fields'
import { message, type Message } from '@contract/messages'
import { isBeyondChange } from '@contract/schedule-traps'
import type { Backend } from '../backends/backend'
import { contentOfMessage, isSameMessage } from './draft-message'
import { createRequest, updateRequest } from './draft-request'

/** Who takes messages. */
type Taker = Pick<Backend, 'call'>

/** Remembers the id under which a message was created without a clear answer. */
export interface TriedId {
  get(): string | null
  set(messageId: string | null): void
}

/** Creates the draft's message and answers its id; an earlier attempt of this very draft counts. */
export const createMessage = async (
  backend: Taker,
  draft: Draft,
  as: 'send' | 'keep',
  tried: TriedId,
): Promise<string> => {
  const messageId = draft.content.messageId || draft.messageId
  const earlier = tried.get()
  if (earlier !== null && earlier !== messageId) await refuseIfThere(backend, earlier)
  const { name, input } = createRequest(draft.content, { messageId, as })
  tried.set(messageId)
  try {
    await backend.call(name, input)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.type !== 'message_already_exists') {
      if (isClearRefusal(error)) tried.set(earlier)
      throw error
    }
    const stored = await read(backend, messageId)
    if (!isSameMessage(stored, draft, as)) throw takenId(error)
  }
  return messageId
}

/** Changes the message that the draft was made from; refuses when somebody else changed it meanwhile. */
export const changeMessage = async (
  backend: Taker,
  draft: Draft & { readonly updates: NonNullable<Draft['updates']> },
  as: 'send' | 'keep',
): Promise<string> => {
  const { messageId, updatedAt } = draft.updates
  const stored = await read(backend, messageId)
  if (isSameMessage(stored, draft, as)) return messageId
  refuseUnchangeable(stored)
  if (Date.parse(stored.$updatedAt) !== Date.parse(updatedAt))
    throw apiError('desktop_draft_behind')
  refuseKept(stored, draft.content)
  const { name, input } = updateRequest(draft.content, { messageId, as })
  try {
    await backend.call(name, input)
  } catch (error) {
    throw error instanceof ApiError && deadEnds.includes(error.type) ? stuckSchedule(error) : error
  }
  return messageId
}

/** Whoever has taken an image away must not learn from people's screens that it is still there. */
const refuseKept = (stored: Message, mine: DraftContent): void => {
  const theirs = new Map(Object.entries(contentOfMessage(stored)))
  const kept = Object.entries(mine).find(([name, value]) =>
    isKeptAnyway({ name, mine: value, theirs: theirs.get(name) }),
  )
  if (!kept) return
  const [name] = kept
  const text =
    `Appwrite cannot take the ${name} away from a message that is there. Nothing was written. ` +
    `Give it another ${name}, or make yours a new campaign and delete that message.`
  throw apiError('desktop_field_kept', text)
}

/** What Appwrite answers for ever to changes of a message whose time has passed or whose schedule is lost. */
const deadEnds: readonly string[] = [
  'message_already_scheduled',
  'message_missing_schedule',
  'schedule_not_found',
] satisfies ErrorType[]

const stuckSchedule = (cause: ApiError): ApiError => {
  const message =
    'The server refuses to change this message: its time has passed or its schedule is lost, also where it was ' +
    'made a draft again. Nothing was written. Make yours a new campaign to go on with it.'
  return new ApiError({ ...cause.toBody(), message }, { cause })
}

/** The id of the draft's message when the server has it as it was handed over; `tried` is the id of an attempt. */
export const findHandedOver = async (
  backend: Taker,
  draft: Draft,
  as: 'send' | 'keep',
  tried: string | null,
): Promise<string | undefined> => {
  const messageId =
    draft.updates?.messageId ?? tried ?? (draft.content.messageId || draft.messageId)
  try {
    return isSameMessage(await read(backend, messageId), draft, as) ? messageId : undefined
  } catch (error) {
    if (error instanceof ApiError && error.type === 'message_not_found') return undefined
    throw error
  }
}

/** Throws unless the message is a draft or waits for its time. */
export const refuseUnchangeable = (stored: Message): void => {
  if (isBeyondChange(stored)) {
    const text =
      'Appwrite can neither change nor call off a scheduled text message: it goes out at its time. ' +
      'Duplicate it to write another one.'
    throw apiError('message_already_scheduled', text)
  }
  switch (stored.status) {
    case 'draft':
    case 'scheduled':
      return
    case 'processing':
      throw apiError('message_already_processing')
    case 'sent':
      throw apiError('message_already_sent')
    case 'failed':
      throw apiError('message_already_failed')
  }
}

const read = async (backend: Taker, messageId: string): Promise<Message> =>
  message.parse(await backend.call('getMessage', { messageId }))

/** The backend said no: nothing came of the attempt. */
const isClearRefusal = ({ code, type }: ApiError): boolean =>
  code >= 400 && code < 500 && !type.startsWith('desktop_')

const refuseIfThere = async (backend: Taker, messageId: string): Promise<void> => {
  try {
    await read(backend, messageId)
  } catch (error) {
    if (error instanceof ApiError && error.type === 'message_not_found') return
    throw error
  }
  const text =
    `Nothing was sent now: an earlier attempt got through under the id ${messageId}. Look at it under ` +
    'Campaigns. To send the text again, duplicate this draft.'
  throw apiError('message_already_exists', text)
}

const takenId = (cause: ApiError): ApiError => {
  const text =
    'Nothing was sent now: a message with this id is on the server already, and it differs from the draft. ' +
    'Most likely an earlier attempt got through before the draft was changed; look at it under Campaigns. ' +
    'To send the changed text as well, duplicate this draft.'
  return apiError('message_already_exists', text, { cause })
}
