import type { DraftContent } from '@contract/drafts'

/** The texts of a draft that name or find it, the most telling first. */
export const draftTexts = (content: DraftContent): string[] => {
  switch (content.kind) {
    case 'email':
      return [content.subject, content.content]
    case 'sms':
      return [content.content]
    case 'push':
      return [content.title, content.body]
  }
}

/** What a draft is called: its subject or title, else the start of its text; empty while nothing is written. */
export const draftTitle = (content: DraftContent): string => {
  // The source of a mail names nothing.
  const texts = content.kind === 'email' ? [content.subject] : draftTexts(content)
  const words = texts.find((text) => text.trim() !== '') ?? ''
  return words.trim().replace(/\s+/g, ' ').slice(0, 200)
}
