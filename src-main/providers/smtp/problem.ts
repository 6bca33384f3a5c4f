import type { Reply } from './replies'

/** Why a command, a mail or a connection came to nothing. */
export type Problem =
  /** The server said no to this command. */
  | { readonly kind: 'refused'; readonly command: string; readonly reply: Reply }
  /** The server closes the connection (421) instead of an answer. */
  | { readonly kind: 'closing'; readonly command?: string; readonly reply: Reply }
  /** It said something that nobody had asked for. */
  | { readonly kind: 'unasked'; readonly reply: Reply }
  | { readonly kind: 'lost'; readonly error?: unknown }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'tls'; readonly words: string; readonly error?: unknown }
  /** The server cannot take this address or this mail; it was not asked. */
  | { readonly kind: 'impossible'; readonly of: 'sender' | 'recipient'; readonly words: string }
  /** Sending was stopped before the server was asked. */
  | { readonly kind: 'stopped' }
