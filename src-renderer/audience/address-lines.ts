/** One address that somebody pasted or typed. */
export interface AddressLine {
  /** Empty when none was given. */
  readonly name: string
  /** As it will be stored; as it was typed when it cannot be. */
  readonly address: string
  readonly channel: 'email' | 'sms'
  /** Why it will be left out: a key under `topics.lineProblem`. */
  readonly problem?: 'address' | 'email' | 'phone' | 'repeated'
}

interface Part {
  readonly name: string
  readonly address?: string
}

/** Cuts at commas, semicolons and tabs, but not inside quotes or angle brackets. */
const cut = (line: string): string[] =>
  [...line.matchAll(/(?:"[^"]*"|<[^>]*>|[^,;\t"<]|["<])+/g)]
    .map(([part]) => part.trim())
    .filter((part) => part !== '')

const unquote = (text: string): string =>
  text
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim()

const looksLikePhone = (text: string): boolean => /^\+?[\d\s().\-/]{6,}$/.test(text)

const readPart = (text: string): Part => {
  const [, name, inside] = /^(.*?)<([^>]*)>$/.exec(text) ?? []
  if (inside !== undefined) return { name: unquote(name ?? ''), address: inside.trim() }
  const plain = text.replace(/^mailto:/i, '')
  return plain.includes('@') || looksLikePhone(plain)
    ? { name: '', address: plain.trim() }
    : { name: unquote(text) }
}

const toLine = (name: string, address: string): AddressLine => {
  if (looksLikePhone(address)) {
    const digits = address.replace(/[\s().\-/]/g, '').replace(/^00/, '+')
    const isInternational = /^\+[1-9]\d{6,14}$/.test(digits)
    return isInternational
      ? { name, address: digits, channel: 'sms' }
      : { name, address, channel: 'sms', problem: 'phone' }
  }
  const isEmail = /^[^\s@<>"]+@[^\s@]+\.[^\s@.]{2,}$/.test(address)
  return { name, address, channel: 'email', ...(!isEmail && { problem: 'email' as const }) }
}

/** The addresses of one line, each with the words before it as its name, or those after the last one. */
const readLine = (line: string): AddressLine[] => {
  const found: AddressLine[] = []
  let words: string[] = []
  for (const { name, address } of cut(line).map(readPart)) {
    if (name) words.push(name)
    if (address === undefined) continue
    found.push(toLine(words.join(' '), address))
    words = []
  }
  const last = found.at(-1)
  if (!last) return [{ name: '', address: line.trim(), channel: 'email', problem: 'address' }]
  if (words.length > 0 && last.name === '')
    found[found.length - 1] = { ...last, name: words.join(' ') }
  return found
}

/**
 * Reads people as they are pasted from a mail, a list or a table: `Name <address>`, an address alone, or
 * both beside each other; one a line, or several. A phone number is an address too. Nothing is dropped:
 * what cannot be used says why.
 */
export const parseAddressLines = (text: string): readonly AddressLine[] => {
  const seen = new Set<string>()
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .flatMap(readLine)
    .map((line) => {
      const key = line.address.toLowerCase()
      if (line.problem) return line
      if (seen.has(key)) return { ...line, problem: 'repeated' as const }
      seen.add(key)
      return line
    })
}
