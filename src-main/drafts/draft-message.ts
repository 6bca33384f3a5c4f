import { isDeepStrictEqual } from 'node:util'
import type { PushPair } from '@contract/draft-fields'
import type { Draft, DraftContent } from '@contract/drafts'
import { toMillis } from '@contract/fields'
import type { Message, ProviderType } from '@contract/messages'
import { z } from 'zod'
import { createRequest } from './draft-request'

const common = { topics: [], users: [], targets: [], messageId: '', scheduledAt: null }

/** Nothing written yet; HTML, which is what most e-mail campaigns are. */
export const emptyContent = (kind: ProviderType): DraftContent => {
  switch (kind) {
    case 'email':
      return { kind, ...common, ...emailData.parse({}), html: true }
    case 'sms':
      return { kind, ...common, ...smsData.parse({}) }
    case 'push':
      return { kind, ...common, ...pushData.parse({}) }
  }
}

const ids = z.array(z.string()).catch([])
const string = z.string().catch('')
const flag = z.boolean().catch(false)
/** A server answers two ids where it was given `<bucket>:<file>`. */
const storedFile = z
  .object({ bucketId: z.string(), fileId: z.string() })
  .transform(({ bucketId, fileId }) => `${bucketId}:${fileId}`)

const emailData = z.object({
  subject: string,
  content: string,
  html: flag,
  cc: ids,
  bcc: ids,
  attachments: z.array(storedFile).catch([]),
})
const smsData = z.object({ content: string })

const toPairs = (data: Readonly<Record<string, unknown>>): PushPair[] =>
  Object.entries(data).map(([name, value]) =>
    typeof value === 'string'
      ? { name, value, type: 'text' }
      : { name, value: JSON.stringify(value), type: 'json' },
  )

const pushData = z.object({
  title: string,
  body: string,
  data: z.record(z.string(), z.unknown()).transform(toPairs).catch([]),
  action: string,
  image: storedFile.catch(''),
  icon: string,
  sound: string,
  color: string,
  tag: string,
  badge: z
    .union([z.int().min(0), z.string()])
    .transform(String)
    .catch(''),
  contentAvailable: flag,
  critical: flag,
  priority: z.enum(['normal', 'high']).catch('high'),
})

/** Everything that a message says and to whom, as a draft that has no id or time of its own. */
export const contentOfMessage = (message: Message): DraftContent => {
  const { providerType: kind, data, topics, users, targets } = message
  const start = { ...common, topics, users, targets }
  switch (kind) {
    case 'email':
      return { kind, ...start, ...emailData.parse(data) }
    case 'sms':
      return { kind, ...start, ...smsData.parse(data) }
    case 'push':
      return { kind, ...start, ...pushData.parse(data) }
  }
}

/** Whether the server's message is this draft, handed over as `as` says. */
export const isSameMessage = (message: Message, draft: Draft, as: 'send' | 'keep'): boolean => {
  const { content } = draft
  if (message.providerType !== content.kind || (message.status === 'draft') !== (as === 'keep')) {
    return false
  }
  const isSameTime =
    as === 'keep' ||
    // Appwrite forgets the time of a text message (behaviour 5.2).
    (content.kind === 'sms' && message.scheduledAt === null) ||
    instant(message.scheduledAt) === instant(content.scheduledAt)
  return isSameTime && isDeepStrictEqual(said(contentOfMessage(message)), said(content))
}

const instant = (moment: string | null): number | undefined =>
  moment === null ? undefined : toMillis(moment)

/** What is sent of a draft, with lists whose order means nothing sorted. */
const said = (content: DraftContent): unknown => {
  const { input } = createRequest({ ...content, scheduledAt: null }, { messageId: '', as: 'send' })
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      Array.isArray(value) ? [...new Set(value)].sort() : value,
    ]),
  )
}
