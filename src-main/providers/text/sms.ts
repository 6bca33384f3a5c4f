import { ProviderError } from '../errors'
import type { Content, Outgoing } from '../outgoing'

/** The text of an SMS; throws `ProviderError` for anything else and for more than the vendor takes. */
export const smsText = (content: Content, vendor: string, mostCharacters = Infinity): string => {
  if (content.type !== 'sms')
    throw new ProviderError('validation', 'provider', `${vendor} sends SMS only.`)
  const { length } = [...content.content]
  if (length <= mostCharacters) return content.content
  throw new ProviderError(
    'validation',
    'provider',
    `The text has ${length} characters; ${vendor} takes at most ${mostCharacters}. Nothing was sent.`,
  )
}

/** The numbers of a call as they are stored: `+` and digits. */
export const numbersOf = ({ recipients }: Outgoing): string[] =>
  recipients.map(({ identifier }) => identifier)

/** A number, or a word as sender, without the leading plus. */
export const withoutPlus = (number: string): string => number.replace(/^\+/, '')
