/** What a server says to one command: a three-digit code and, line by line, its words. */
export interface Reply {
  readonly code: number
  readonly lines: readonly string[]
}

/** Puts replies together from what comes in, however it is cut. */
export interface ReplyReader {
  /** The replies that are complete with these bytes; throws when a server does not speak SMTP. */
  read(bytes: Buffer): Reply[]
  /** Whether nothing is left of an incomplete reply. */
  isEmpty(): boolean
}

/** Generous compared with real replies; it only stops a server that never ends one. */
const longestReply = 64 * 1024

const line = /^(\d{3})(?:([ -])(.*))?$/

/** A reader at the beginning of a connection. */
export const createReplyReader = (): ReplyReader => {
  // One character a byte, so that a letter that is cut in two comes together again.
  let rest = ''
  let lines: string[] = []
  let length = 0

  const take = (text: string): Reply | undefined => {
    const [, code = '', sign, words = ''] = line.exec(text) ?? []
    if (code === '') throw new Error(`an answer that is not SMTP: ${decode(text.slice(0, 80))}`)
    lines.push(decode(words))
    if (sign === '-') return undefined
    const reply = { code: Number(code), lines }
    lines = []
    length = 0
    return reply
  }

  return {
    read: (bytes) => {
      const replies: Reply[] = []
      const pieces = (rest + bytes.toString('latin1')).split('\n')
      rest = pieces.pop() ?? ''
      for (const piece of pieces) {
        length += piece.length
        const text = piece.endsWith('\r') ? piece.slice(0, -1) : piece
        // Some servers leave an empty line where none belongs.
        const reply = text === '' ? undefined : take(text)
        if (reply) replies.push(reply)
        if (length > longestReply) throw new Error('an answer without end')
      }
      if (rest.length + length > longestReply) throw new Error('an answer without end')
      return replies
    },
    isEmpty: () => rest === '' && lines.length === 0,
  }
}

/** Whether the server did what it was asked for. */
export const isGood = ({ code }: Reply): boolean => code >= 200 && code < 300

/** The reply as people read it: its code and its words in one line. */
export const toWords = ({ code, lines }: Reply): string =>
  [String(code), ...lines].join(' ').replace(/\s+/g, ' ').trim()

/** Servers write UTF-8 by and large; what is none stays as it is, byte for byte. */
const decode = (bytes: string): string => {
  // ASCII is the same in both.
  if (/^[\0-\x7f]*$/.test(bytes)) return bytes
  const text = Buffer.from(bytes, 'latin1').toString('utf8')
  return text.includes('\ufffd') ? bytes : text
}
