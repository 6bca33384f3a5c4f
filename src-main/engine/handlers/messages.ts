import { apiError } from '@contract/errors'
import { inCopy } from '@contract/in-copy'
import type { messages, ProviderType } from '@contract/messages'
import { isConflict } from '../../store/database'
import { toId } from '../../store/identity'
import type { StoredMessage } from '../../store/messages'
import type { Caller, EngineHandlers } from '../caller'
import type { Clearing } from '../clearing'
import type { EngineContext } from '../context'
import { now } from '../now'
import type { Delivery } from '../delivery'
import { toAttachments, toImage } from '../message-files'
import {
  checkEditable,
  checkRecipients,
  checkTargets,
  isOverdue,
  statusOnCreate,
  statusOnUpdate,
  toSchedule,
} from '../message-rules'
import { toMessage, toTarget } from '../models'
import { changePushData, toPushData } from '../push-data'
import type { Scheduler } from '../scheduler'

/** What the three creations have in common. */
interface NewMessage {
  readonly messageId: string
  readonly topics: readonly string[]
  readonly users: readonly string[]
  readonly targets: readonly string[]
  readonly draft: boolean
  readonly scheduledAt?: string | undefined
}

/** What the three updates have in common. */
interface ChangedMessage {
  readonly messageId: string
  readonly topics?: readonly string[] | undefined
  readonly users?: readonly string[] | undefined
  readonly targets?: readonly string[] | undefined
  readonly draft?: boolean | undefined
  readonly scheduledAt?: string | undefined
}

/** The channel's own part of a creation or an update. */
interface ChannelPart {
  readonly type: ProviderType
  readonly data: StoredMessage['data']
  /** Targets in copy; email only. */
  readonly copies?: readonly string[]
  /** Checks the files it names and answers how they are kept; absent when it names none. */
  readonly files?: ((scheduledAt: string | null) => StoredMessage['data']) | undefined
}

/** Messages (behaviour 2.8–2.10 and 5). */
export const messageHandlers = (
  context: EngineContext,
  delivery: Delivery,
  { scheduler, clearing }: { readonly scheduler: Scheduler; readonly clearing: Clearing },
): EngineHandlers<typeof messages> => {
  const { store, storage, origin, changes } = context

  const find = (id: string): StoredMessage => {
    const message = store.messages.get(id)
    if (!message) throw apiError('message_not_found')
    return message
  }
  const handOn = ({ id, status }: StoredMessage): void => {
    changes.changed('messages', id)
    if (status === 'processing') delivery.start(id)
    scheduler.poke()
  }

  const create = (
    input: NewMessage,
    { confirmedPeople }: Caller,
    { type, data, copies = [], files }: ChannelPart,
  ) => {
    const scheduledAt = toSchedule(input.scheduledAt, origin.clock()) ?? null
    const { topics, users, targets } = input
    const status = statusOnCreate(input)
    checkRecipients(status, input)
    checkTargets(store, type, [...targets, ...copies])
    const at = now(context)
    const message: StoredMessage = {
      ...{ id: toId(input.messageId, origin), createdAt: at, updatedAt: at },
      ...{ providerType: type, topics, users, targets, scheduledAt, status },
      data: { ...data, ...files?.(scheduledAt) },
      ...{ deliveredAt: null, deliveryErrors: [], deliveredTotal: 0 },
      confirmedPeople: confirmedPeople ?? null,
    }
    try {
      store.messages.insert(message)
    } catch (error) {
      if (isConflict(error)) throw apiError('message_already_exists')
      throw error
    }
    handOn(message)
    return toMessage(message)
  }

  const update = (
    input: ChangedMessage,
    { confirmedPeople }: Caller,
    change: (current: StoredMessage) => ChannelPart,
  ) => {
    const clock = origin.clock()
    const given = toSchedule(input.scheduledAt, clock)
    const current = find(input.messageId)
    const { type, data, copies, files } = change(current)
    // A route of another channel does not know this message.
    if (current.providerType !== type) throw apiError('message_not_found')
    const status = statusOnUpdate(current.status, input)
    const message: StoredMessage = {
      ...current,
      ...{ updatedAt: now(context), data, status },
      topics: input.topics ?? current.topics,
      users: input.users ?? current.users,
      targets: input.targets ?? current.targets,
      scheduledAt: given ?? current.scheduledAt,
      // What was confirmed was so for those recipients and that time.
      confirmedPeople:
        isOtherSend(input) || copies !== undefined
          ? (confirmedPeople ?? null)
          : current.confirmedPeople,
    }
    checkRecipients(status, message)
    checkEditable(current, clock)
    if (status === 'scheduled' && message.scheduledAt === null)
      throw apiError('message_missing_schedule')
    // Only what this request lists is checked: a target that has gone since must not block an edit.
    if (input.targets ?? copies) checkTargets(store, type, [...message.targets, ...inCopy(data)])
    const changed = { ...message, data: { ...data, ...files?.(message.scheduledAt) } }
    store.messages.update(changed)
    handOn(changed)
    return toMessage(changed)
  }

  const attachmentsOf = (ids: readonly string[]) => () => ({
    attachments: toAttachments(storage, ids),
  })
  const imageOf = (image: string, caller: Caller) => (scheduledAt: string | null) => ({
    image: toImage(context, image, caller, scheduledAt),
  })

  return {
    listMessages: (input) => {
      const { total, rows } = store.messages.list(input)
      return { total, messages: rows.map(toMessage) }
    },
    getMessage: ({ messageId }) => toMessage(find(messageId)),
    listMessageTargets: ({ messageId, ...input }) => {
      const { targets } = find(messageId)
      if (targets.length === 0) return { total: 0, targets: [] }
      const scope = {
        sql: 'targets.id IN (SELECT value FROM json_each(?))',
        values: [JSON.stringify(targets)],
      }
      const { total, rows } = store.targets.list(input, scope)
      return { total, targets: rows.map(toTarget) }
    },
    createEmail: (input, caller) => {
      const { subject, content, html, cc, bcc, attachments } = input
      const data = { subject, content, html, cc, bcc, attachments: [] }
      const files = attachmentsOf(attachments)
      return create(input, caller, { type: 'email', data, copies: [...cc, ...bcc], files })
    },
    updateEmail: (input, caller) =>
      update(input, caller, ({ data }) => ({
        type: 'email',
        data: { ...data, ...given(input, ['subject', 'content', 'html', 'cc', 'bcc']) },
        copies: input.cc ?? input.bcc,
        files: input.attachments && attachmentsOf(input.attachments),
      })),
    createSms: (input, caller) =>
      create(input, caller, { type: 'sms', data: { content: input.content } }),
    updateSms: (input, caller) =>
      update(input, caller, ({ data }) => ({
        type: 'sms',
        data: { ...data, ...given(input, ['content']) },
      })),
    createPush: (input, caller) => {
      const files = input.image === undefined ? undefined : imageOf(input.image, caller)
      return create(input, caller, { type: 'push', data: toPushData(input), files })
    },
    updatePush: (input, caller) =>
      update(input, caller, ({ data }) => ({
        type: 'push',
        data: changePushData(data, input),
        files: input.image === undefined ? undefined : imageOf(input.image, caller),
      })),
    deleteMessage: ({ messageId }, caller) => {
      const message = find(messageId)
      // A person in the app is asked what becomes of a missed message, and this is an answer.
      const isDecision = caller.userType === 'admin' && store.missed.has(messageId)
      const mayGo = isDecision || delivery.isUnderWay(messageId)
      if (!mayGo && isOverdue(message, origin.clock())) throw apiError('message_already_scheduled')
      delivery.stop(messageId)
      clearing.remove('messages', messageId)
      changes.changed('messages', messageId)
      if (isDecision) changes.changed('schedules')
      scheduler.poke()
    },
  }
}

/** Whether a change says to whom or when it goes out. */
const isOtherSend = ({ topics, users, targets, draft, scheduledAt }: ChangedMessage): boolean =>
  [topics, users, targets, draft, scheduledAt].some((part) => part !== undefined)

/** The given ones of these keys. */
const given = <Input extends object>(
  input: Input,
  names: readonly (keyof Input & string)[],
): Record<string, unknown> =>
  Object.fromEntries(
    names.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]])),
  )
