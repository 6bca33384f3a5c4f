import { oncePerMessage } from '../once-per-message'
import type { Outgoing } from '../outgoing'
import type { EmailContent } from './parts'
import { emailOf } from './parts'

/** Works something out once for a mail, however many calls carry it. */
export const perContent = <Value>(
  workOut: (content: EmailContent) => Value,
): ((call: Outgoing) => Value) => {
  const worked = oncePerMessage((content) => workOut(emailOf(content)))
  return ({ content }) => worked(content)
}
