/** Characters that the texts of a message may have; the server counts code points. */
export const limits = { subject: 998, content: 64_230, short: 256, messageId: 36 } as const

/** Everything that a draft is checked for, in the order it is shown. */
export const checkNames = [
  'undecided',
  'subject',
  'subjectLength',
  'somethingToShow',
  'titleLength',
  'content',
  'contentLength',
  'segments',
  'unicode',
  'badge',
  'fieldLength',
  'serverNeeds',
  'serverLoses',
  'serverUntold',
  'dataNames',
  'dataJson',
  'payload',
  'attachments',
  'attachmentsGone',
  'messageId',
  'time',
  'recipients',
  'reached',
  'counted',
  'provider',
  'tags',
  'rawTags',
  'noTags',
  'scripts',
  'emptyLinks',
  'altTexts',
] as const

/** One thing that a draft is checked for. */
export type CheckName = (typeof checkNames)[number]

/** What a check found. */
export interface Finding {
  readonly name: CheckName
  /** `block` must be mended before sending, `confirm` must be agreed to. */
  readonly level: 'block' | 'confirm'
  /** How many, where it can be more than one. */
  readonly count?: number
  /** The text at fault. */
  readonly detail?: string
  /** Where it stands in the text, from 1. */
  readonly line?: number
}

/** What the checks of one channel looked at, and what they found. */
export interface ChannelChecks {
  readonly checked: readonly CheckName[]
  readonly findings: readonly Finding[]
}

/** The number of characters as the server counts them. */
export const lengthOf = (text: string): number => [...text].length

/** Says by how many characters a text is too long. */
export const excess = (
  name: CheckName,
  text: string,
  limit: number,
  detail?: string,
): Finding[] => {
  // The cheap bound first: a string never has more characters than UTF-16 units.
  const count = text.length > limit ? lengthOf(text) - limit : 0
  if (count <= 0) return []
  return [{ name, level: 'block', count, ...(detail !== undefined && { detail }) }]
}
