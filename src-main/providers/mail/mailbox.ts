import type { Mailbox } from './sender'

/** `"Acme, Inc." <news@acme.example>`: the name in quotes where RFC 5322 asks for them. */
export const formatMailbox = ({ name, address }: Mailbox): string => {
  const words = oneLine(name)
  if (words === '') return address
  return `${specials.test(words) ? quote(words) : words} <${address}>`
}

/** The same for those who take ASCII only: other names become encoded words (RFC 2047). */
export const formatAsciiMailbox = ({ name, address }: Mailbox): string => {
  const words = oneLine(name)
  return isAscii(words) ? formatMailbox({ name, address }) : `${encode(words)} <${address}>`
}

const specials = /[()<>[\]:;@\\,."]/

const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

// Nothing that begins another header.
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim()

const isAscii = (text: string): boolean => Buffer.byteLength(text) === text.length

/** An encoded word has 75 characters at most, 12 of them for `=?UTF-8?B?` and `?=`. */
const bytesPerWord = 45

const encode = (text: string): string => {
  const words = ['']
  for (const character of text) {
    const last = words.at(-1) ?? ''
    if (Buffer.byteLength(last + character) > bytesPerWord) words.push(character)
    else words[words.length - 1] = last + character
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ')
}
