import type { Answer } from './answer'

/** How long it is until a moment of the vendor's clock, which the answer may show; ours may be wrong. */
export const untilMs = (moment: number, { headers }: Answer, now: number): number | undefined => {
  const at = Date.parse(headers['date'] ?? '')
  return Number.isNaN(moment) ? undefined : Math.max(moment - (Number.isNaN(at) ? now : at), 0)
}

/**
 * How long to wait by a `Retry-After` header, which holds seconds or a date (RFC 9110, 10.2.3);
 * `undefined` when it says nothing.
 */
export const toRetryAfterMs = (header: string | undefined, now: number): number | undefined => {
  if (header === undefined || header.trim() === '') return undefined
  const seconds = Number(header)
  if (seconds >= 0) return Math.ceil(seconds * 1000)
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(date - now, 0)
}
