import type { DraftContent } from '@contract/drafts'
import type { ChannelChecks, Finding } from './finding'

const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$/

/** Whether a message may have this id; empty takes the one that was made for it. */
export const isMessageId = (text: string): boolean => text === '' || idPattern.test(text)

/** What a draft of any channel is checked for: its id and its time. `now` in milliseconds. */
export const checkCommon = (
  { messageId, scheduledAt }: DraftContent,
  now: number,
): ChannelChecks => {
  const findings: Finding[] = []
  if (!isMessageId(messageId)) findings.push({ name: 'messageId', level: 'block' })
  const isPast = scheduledAt !== null && Date.parse(scheduledAt) <= now
  if (isPast) findings.push({ name: 'time', level: 'block' })
  return {
    checked: [
      ...(messageId === '' ? [] : (['messageId'] as const)),
      ...(scheduledAt === null ? [] : (['time'] as const)),
    ],
    findings,
  }
}
