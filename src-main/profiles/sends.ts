/** Whether a call has a message go out, now or at a time. */
export const sends = (name: string, input: unknown): boolean => {
  if (name === 'retryDeliveries' || name === 'sendTest') return true
  const given: Readonly<Record<string, unknown>> = { ...(input as object | null) }
  if (name === 'decideMissedMessage') return given['act'] !== 'draft'
  if (/^create(Email|Sms|Push)$/.test(name)) return given['draft'] !== true
  if (!/^update(Email|Sms|Push)$/.test(name)) return false
  return given['draft'] === false || (isGiven(given['scheduledAt']) && given['draft'] !== true)
}

/** Null means left out. */
const isGiven = (value: unknown): boolean => value !== undefined && value !== null
