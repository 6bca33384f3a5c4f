import type { PushPair } from '@contract/draft-fields'
import type { DraftContent, PushContent } from '@contract/drafts'
import type { CallInput } from '@contract/index'

type Named<Name extends 'createEmail' | 'createSms' | 'createPush'> = {
  readonly name: Name
  readonly input: CallInput<Name>
}
type NamedUpdate<Name extends 'updateEmail' | 'updateSms' | 'updatePush'> = {
  readonly name: Name
  readonly input: CallInput<Name>
}

/** A call that creates a draft's message. */
export type CreateRequest = Named<'createEmail'> | Named<'createSms'> | Named<'createPush'>
/** A call that gives a message all that a draft says. */
export type UpdateRequest =
  NamedUpdate<'updateEmail'> | NamedUpdate<'updateSms'> | NamedUpdate<'updatePush'>

/** Which message, and what becomes of it. */
export interface RequestTarget {
  readonly messageId: string
  readonly as: 'send' | 'keep'
}

/** The call that creates the message; what is empty and optional is left out. */
export const createRequest = (content: DraftContent, target: RequestTarget): CreateRequest => {
  const shared = sharedFields(content, target)
  switch (content.kind) {
    case 'email':
      return { name: 'createEmail', input: { ...shared, ...emailFields(content) } }
    case 'sms':
      return { name: 'createSms', input: { ...shared, content: content.content } }
    case 'push':
      return {
        name: 'createPush',
        input: {
          ...shared,
          ...pushFlags(content),
          ...withoutEmpty(pushTexts(content)),
          ...pushNumbers(content),
          ...(content.data.length > 0 && { data: dataOf(content.data) }),
        },
      }
  }
}

/** The call that changes the message; empty texts are sent, since leaving them out would keep the old ones. */
export const updateRequest = (content: DraftContent, target: RequestTarget): UpdateRequest => {
  const shared = sharedFields(content, target)
  switch (content.kind) {
    case 'email':
      return { name: 'updateEmail', input: { ...shared, ...emailFields(content) } }
    case 'sms':
      return { name: 'updateSms', input: { ...shared, content: content.content } }
    case 'push': {
      const { image, ...texts } = pushTexts(content)
      return {
        name: 'updatePush',
        input: {
          ...shared,
          ...pushFlags(content),
          ...texts,
          ...withoutEmpty({ image }),
          ...pushNumbers(content),
          data: dataOf(content.data),
        },
      }
    }
  }
}

const sharedFields = (content: DraftContent, { messageId, as }: RequestTarget) => {
  const { topics, users, targets, scheduledAt } = content
  return {
    messageId,
    ...{ topics, users, targets },
    draft: as === 'keep',
    // A server's draft with a time cannot be changed any more (behaviour 5.2).
    ...(as === 'send' && scheduledAt !== null && { scheduledAt }),
  }
}

const emailFields = ({
  subject,
  content,
  html,
  cc,
  bcc,
  attachments,
}: Extract<DraftContent, { kind: 'email' }>) => ({ subject, content, html, cc, bcc, attachments })

const pushTexts = ({ title, body, action, image, icon, sound, color, tag }: PushContent) => ({
  ...{ title, body, action, image, icon, sound, color, tag },
})

const pushFlags = ({ contentAvailable, critical, priority }: PushContent) => ({
  ...{ contentAvailable, critical, priority },
})

const pushNumbers = ({ badge }: PushContent) =>
  badge.trim() === '' ? {} : { badge: Number(badge) }

const withoutEmpty = <Texts extends Readonly<Record<string, string>>>(
  texts: Texts,
): Partial<Texts> =>
  // The entries are those of `Texts`, only fewer.
  Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')) as Partial<Texts>

/** Throws `SyntaxError` where a JSON value does not parse. */
const dataOf = (pairs: readonly PushPair[]): Record<string, unknown> =>
  Object.fromEntries(
    pairs
      .filter(({ name }) => name.trim() !== '')
      .map(({ name, value, type }): [string, unknown] => [
        name.trim(),
        type === 'json' ? JSON.parse(value) : value,
      ]),
  )
