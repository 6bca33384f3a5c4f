import { domainToASCII } from 'node:url'
import type { Abilities } from './handshake'
import type { Problem } from './problem'

/** Who sends a mail to whom; `size` in bytes, without the dots that are doubled. */
export interface Envelope {
  readonly from: string
  readonly recipients: readonly string[]
  readonly size: number
  /** Whether it has bytes above 127. */
  readonly isEightBit: boolean
}

/** The commands for an envelope up to DATA, or why this server cannot be asked. */
export const toCommands = (
  { from, recipients, size, isEightBit }: Envelope,
  { largest, ...abilities }: Abilities,
): string[] | Problem => {
  if (largest > 0 && size > largest)
    return impossible(
      'recipient',
      `The mail has ${size} bytes, the server takes ${largest} at most.`,
    )
  const addresses: string[] = []
  for (const [at, address] of [from, ...recipients].entries()) {
    const of = at === 0 ? 'sender' : 'recipient'
    const path = toPath(address)
    if (path === undefined) return impossible(of, `${JSON.stringify(address)} is no address.`)
    if (!abilities.utf8 && !isAscii(path))
      return impossible(of, `The server takes no address with such letters: ${address}`)
    addresses.push(path)
  }
  const [sender = '', ...others] = addresses
  const parameters = [
    ...(abilities.utf8 && !addresses.every(isAscii) ? [' SMTPUTF8'] : []),
    ...(abilities.eightBit && isEightBit ? [' BODY=8BITMIME'] : []),
    ...(abilities.size ? [` SIZE=${size}`] : []),
  ]
  return [
    `MAIL FROM:<${sender}>${parameters.join('')}\r\n`,
    ...others.map((address) => `RCPT TO:<${address}>\r\n`),
    'DATA\r\n',
  ]
}

const impossible = (of: 'sender' | 'recipient', words: string): Problem => ({
  kind: 'impossible',
  of,
  words,
})

/** Whether every mail server can read it. */
const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text)

/** The address as it stands between angle brackets; undefined when it could end the command. */
const toPath = (address: string): string | undefined => {
  // Control characters and angle brackets, that is.
  if (address === '' || /[\0-\x1f\x7f<>]/.test(address)) return undefined
  if (isAscii(address)) return address
  const at = address.lastIndexOf('@') + 1
  const domain = domainToASCII(address.slice(at))
  return domain === '' ? address : address.slice(0, at) + domain
}
