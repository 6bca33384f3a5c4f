import type { Draft, EmailContent } from '@contract/drafts'

/** The content of a draft that is an e-mail. Throws for another channel's. */
export const emailOf = ({ content }: Draft): EmailContent => {
  if (content.kind !== 'email') throw new Error(`a draft of the channel ${content.kind}`)
  return content
}
