import { z } from 'zod'
import type { FormAnnotations } from '@contract/forms'
import { email, phone, text } from '@contract/fields'

type Words = FormAnnotations & { readonly label: string; readonly help: string }

/** One credential as text, not empty. */
export const credential = (words: Words) =>
  text(1)
    .optional()
    .meta({ stored: 'credentials', minLength: 1, ...words })

/** One credential that is sealed at rest and never shown again. */
export const secret = (words: Words) =>
  credential({ widget: 'password', secret: true, span: 12, ...words })

/** A credential as it is stored, without the spaces and line ends that came along when it was pasted. */
export const pasted = z.string().trim().default('')

/** Who an email comes from and where answers go: the last four parameters of every email vendor. */
export const sender = {
  fromName: text(0, 128).optional().meta({
    label: 'Sender name',
    help: 'What people see before the address, such as your product or your team.',
    placeholder: 'Acme News',
    stored: 'options',
    maxLength: 128,
    span: 6,
  }),
  fromEmail: email.optional().meta({
    label: 'Sender address',
    help: 'The address your mail comes from. Your mail service must allow it.',
    placeholder: 'news@example.com',
    stored: 'options',
    span: 6,
  }),
  replyToName: text(0, 128).optional().meta({
    label: 'Reply-to name',
    help: 'Shown when somebody answers.',
    stored: 'options',
    maxLength: 128,
    span: 6,
  }),
  replyToEmail: email.optional().meta({
    label: 'Reply-to address',
    help: 'Where answers go; the sender address when empty.',
    placeholder: 'support@example.com',
    stored: 'options',
    span: 6,
  }),
}

/** The sender's four are stored even when they were never given. */
export const senderAlways = { fromName: '', fromEmail: '', replyToName: '', replyToEmail: '' }

/** On update the names may not be emptied, and the reply-to address is any text (behaviour 2.4). */
export const senderUpdate = {
  fromName: text(1, 128).meta({ minLength: 1, maxLength: 128 }),
  replyToName: text(1, 128).meta({ minLength: 1, maxLength: 128 }),
  replyToEmail: text(1, 128).meta({ minLength: 1, maxLength: 128 }),
}

/** The number that an SMS comes from. */
export const fromNumber = phone.optional().meta({
  label: 'Sender number',
  help: 'The number your messages come from, with country code. A word as sender can be set once the provider exists.',
  placeholder: '+16175551212',
  stored: 'options',
  span: 12,
})

/** On update a word is allowed as sender too (behaviour 2.4). */
export const fromNumberUpdate = {
  from: text(1, 256).meta({
    help: 'A number with country code, or a word such as ACME where the country allows it.',
    minLength: 1,
    maxLength: 256,
  }),
}
