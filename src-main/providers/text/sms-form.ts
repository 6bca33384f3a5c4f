import { oncePerMessage } from '../once-per-message'
import type { Content, Outgoing } from '../outgoing'
import { numbersOf } from './sms'

/** How a vendor wants an SMS to one number as a form. */
export interface SmsFormShape {
  /** The field with the number. */
  readonly to: string
  /** The number as the vendor writes it; as it is stored when absent. */
  readonly write?: (number: string) => string
  /** All other fields, which are the same for everybody. Throws `ProviderError`. */
  readonly rest: (content: Content) => Readonly<Record<string, string>>
}

/** Writes the form for the recipient of a call. What all recipients have in common is written once. */
export const smsForm = ({
  to,
  write = (number) => number,
  rest,
}: SmsFormShape): ((call: Outgoing) => string) => {
  const shared = oncePerMessage((content) => new URLSearchParams(rest(content)).toString())
  return (call) => {
    const [number = ''] = numbersOf(call)
    return `${to}=${encodeURIComponent(write(number))}&${shared(call.content)}`
  }
}
