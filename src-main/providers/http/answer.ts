import type { HttpReply } from './request'

/** A vendor's answer with its body read. */
export interface Answer extends Omit<HttpReply, 'body'> {
  /** The JSON value, or the text when it is none. */
  readonly body: unknown
}

/** Reads the body of a reply. */
export const toAnswer = ({ status, headers, body }: HttpReply): Answer => ({
  status,
  headers,
  body: parse(body),
})

const parse = (text: string): unknown => {
  // Nothing is what most answers of some vendors say; an exception for each would cost more than all else.
  if (text === '') return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/** The text at this path of a JSON value; `undefined` when there is none. */
export const textAt = (
  value: unknown,
  ...path: readonly (string | number)[]
): string | undefined => {
  const found = path.reduce<unknown>(
    (part, name) =>
      // Own properties only: a vendor's answer decides nothing about prototypes.
      typeof part === 'object' && part !== null && Object.hasOwn(part, name)
        ? (part as Readonly<Record<string | number, unknown>>)[name]
        : undefined,
    value,
  )
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** What a vendor that speaks JSON would reply. */
export const jsonReply = (status: number, body: unknown): HttpReply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
