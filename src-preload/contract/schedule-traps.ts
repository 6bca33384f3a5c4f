import type { Message } from './messages'

type Timed = Pick<Message, 'providerType' | 'status' | 'scheduledAt'>

/**
 * Whether a scheduled text message can be neither changed nor called off. Appwrite tells no time of such a
 * message, refuses changes of its text, and sends it at the old time whatever else is done (behaviour 5.2); an
 * engine of our own tells the time.
 */
export const isBeyondChange = ({ providerType, status, scheduledAt }: Timed): boolean =>
  providerType === 'sms' && status === 'scheduled' && scheduledAt === null
