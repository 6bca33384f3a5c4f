import type { Log } from '@contract/logs'

const kinds = ['message', 'provider', 'topic', 'subscriber'] as const
const verbs = ['create', 'update', 'delete'] as const

/** A log's event as far as there are words for it. */
export type LogEvent = `${(typeof kinds)[number]}.${(typeof verbs)[number]}`

/** The event of a log row when there are words for it; other servers write others too. */
export const knownEvent = (event: string): LogEvent | undefined => {
  const [kind, verb, more] = event.split('.')
  const foundKind = kinds.find((candidate) => candidate === kind)
  const foundVerb = verbs.find((candidate) => candidate === verb)
  return foundKind && foundVerb && more === undefined ? `${foundKind}.${foundVerb}` : undefined
}

/** Who did it, by name if there is one. Empty when the server does not tell. */
export const logAuthor = (log: Log): string => log.userName || log.userEmail || log.userId

/** Program, system and address that a write came from. Empty when the server does not tell. */
export const logOrigin = (log: Log): string =>
  [textOf(log['clientName']), textOf(log['osName']), log.ip].filter(Boolean).join(' · ')

// Rows carry more than the contract names, and servers write `Unknown` where they do not know.
const textOf = (value: unknown): string =>
  typeof value === 'string' && value.toLowerCase() !== 'unknown' ? value : ''
