import { z } from 'zod'
import { ProviderError } from '../errors'

/** A name and an address; the name may be empty. */
export interface Mailbox {
  readonly name: string
  readonly address: string
}

/** The sender's four parameters as the API stores them. */
export const storedSender = {
  fromName: z.string().default(''),
  fromEmail: z.string().default(''),
  replyToName: z.string().default(''),
  replyToEmail: z.string().default(''),
}

type StoredSender = z.output<z.ZodObject<typeof storedSender>>

/** Who a mail is from and where answers go: to the sender, when nothing else is said. Throws `ProviderError`. */
export const toSender = (stored: StoredSender): { from: Mailbox; replyTo: Mailbox } => {
  if (stored.fromEmail === '')
    throw new ProviderError('validation', 'provider', 'The provider has no sender address.')
  const from = { name: stored.fromName, address: stored.fromEmail }
  const replyTo =
    stored.replyToEmail === '' ? from : { name: stored.replyToName, address: stored.replyToEmail }
  return { from, replyTo }
}
