import { randomBytes } from 'node:crypto'

/**
 * An id of the shape that Appwrite's own clients generate: 20 lower-case hexadecimal digits, 8 of the
 * seconds, 5 of the milliseconds, 7 random.
 */
export const newMessageId = (now: Date): string => {
  const millis = now.getTime()
  const seconds = Math.floor(millis / 1000).toString(16)
  const rest = (millis % 1000).toString(16).padStart(5, '0')
  return `${seconds}${rest}${randomBytes(4).toString('hex').slice(0, 7)}`
}
