import type { Topic } from '@contract/topics'

/** How many subscribers of each channel a topic has; channels without any are left out. */
export const topicCounts = (
  topic: Topic,
): readonly { readonly channel: 'email' | 'sms' | 'push'; readonly count: number }[] =>
  (
    [
      { channel: 'email', count: topic.emailTotal },
      { channel: 'sms', count: topic.smsTotal },
      { channel: 'push', count: topic.pushTotal },
    ] as const
  ).filter(({ count }) => count > 0)

/** How many subscribers a topic has on all channels. */
export const topicTotal = (topic: Topic): number =>
  topic.emailTotal + topic.smsTotal + topic.pushTotal
