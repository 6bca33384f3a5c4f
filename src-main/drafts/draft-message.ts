import type { Draft, DraftContent } from '@contract/drafts'
import { apiError } from '@contract/errors'
import type { Message } from '@contract/messages'
import { z } from 'zod'

/** An empty email; HTML, which is what most campaigns are. */
export const emptyContent: DraftContent = {
  subject: '',
  content: '',
  html: true,
  topics: [],
  users: [],
  targets: [],
  cc: [],
  bcc: [],
}

const ids = z.array(z.string()).catch([])
const emailData = z.object({
  subject: z.string().catch(''),
  content: z.string().catch(''),
  html: z.boolean().catch(false),
  cc: ids,
  bcc: ids,
})

/** Text and recipients of an email; throws `general_argument_invalid` for another channel's message. */
export const contentOfMessage = (message: Message): DraftContent => {
  if (message.providerType !== 'email') {
    throw apiError('general_argument_invalid', 'Only an email can be taken over into this draft.', {
      param: 'from',
    })
  }
  const { topics, users, targets } = message
  return { ...emailData.parse(message.data), topics, users, targets }
}

/** Throws, naming the field at fault, unless everything is there that sending needs. */
export const checkComplete = ({ subject, content, topics, users, targets }: DraftContent): void => {
  if (subject.trim() === '') {
    throw apiError('general_argument_invalid', 'Write a subject.', { param: 'subject' })
  }
  if (content.trim() === '') {
    throw apiError('general_argument_invalid', 'Write the message.', { param: 'content' })
  }
  // Copies go along with a recipient's mail; they are not recipients themselves.
  if (topics.length + users.length + targets.length === 0) {
    const message = 'Choose who gets it: a topic, a person or an address.'
    throw apiError('message_missing_target', message, { param: 'topics' })
  }
}

/** Whether the server's message is this draft, handed over to be sent. */
export const isSameMessage = (message: Message, { content }: Draft): boolean => {
  if (message.providerType !== 'email' || message.status === 'draft') return false
  const stored = contentOfMessage(message)
  return (
    stored.subject === content.subject &&
    stored.content === content.content &&
    stored.html === content.html &&
    (['topics', 'users', 'targets', 'cc', 'bcc'] as const).every((key) =>
      isSameSet(stored[key], content[key]),
    )
  )
}

const isSameSet = (one: readonly string[], other: readonly string[]): boolean =>
  [...new Set(one)].sort().join() === [...new Set(other)].sort().join()
