import type { Outgoing } from '../provider'
import type { EmailContent } from './parts'
import { emailOf } from './parts'

/** Works something out once for a message, however many calls carry it. */
export const perContent = <Value>(
  workOut: (content: EmailContent) => Value,
): ((call: Outgoing) => Value) => {
  const known = new WeakMap<EmailContent, { readonly value: Value }>()
  return ({ content }) => {
    const mail = emailOf(content)
    const entry = known.get(mail) ?? { value: workOut(mail) }
    known.set(mail, entry)
    return entry.value
  }
}
