import type { DraftContent, PushContent } from '@contract/drafts'
import { apiError, type ApiError } from '@contract/errors'
import { id } from '@contract/fields'

/** Throws, naming the field at fault, unless everything is there that the backend needs. */
export const checkComplete = (content: DraftContent, as: 'send' | 'keep'): void => {
  const { topics, users, targets, messageId } = content
  if (messageId !== '' && !id.safeParse(messageId).success) {
    throw wrong('messageId', 'The message id must be 1 to 36 letters, digits or ._- characters.')
  }
  switch (content.kind) {
    case 'email':
      if (content.subject.trim() === '') throw wrong('subject', 'Write a subject.')
      if (content.content.trim() === '') throw wrong('content', 'Write the message.')
      break
    case 'sms':
      if (content.content.trim() === '') throw wrong('content', 'Write the message.')
      break
    case 'push':
      checkPush(content)
  }
  // Copies go along with a recipient's mail; they are not recipients themselves.
  if (as === 'send' && topics.length + users.length + targets.length === 0) {
    const message = 'Choose who gets it: a topic, a person or an address.'
    throw apiError('message_missing_target', message, { param: 'topics' })
  }
}

const wrong = (param: string, message: string): ApiError =>
  apiError('general_argument_invalid', message, { param })

const checkPush = ({ title, body, data, badge }: PushContent): void => {
  if (title.trim() === '' && body.trim() === '' && data.length === 0) {
    throw wrong('title', 'Write a title or a message, or add data.')
  }
  if (badge.trim() !== '' && !/^\d{1,9}$/.test(badge.trim())) {
    throw wrong('badge', 'The badge must be a whole number.')
  }
  for (const { name, value, type } of data) {
    if (type === 'json' && !isJson(value)) {
      throw wrong('data', `The value of “${name}” is not JSON.`)
    }
  }
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
