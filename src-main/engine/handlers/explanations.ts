import type { explanationCommands } from '@contract/explanations'
import type { Handlers } from '@contract/endpoint'
import type { Caller } from '../caller'
import type { EngineContext } from '../context'
import { createExplanations } from '../explain'

/** Who gets a message, and why. */
export const explanationHandlers = (
  context: EngineContext,
): Handlers<typeof explanationCommands, Caller> => {
  const explanations = createExplanations(context)
  return {
    explainRecipients: ({ providerType: type, topics, users, targets }) =>
      explanations.explain({ type, topics, users, targets }),
    listExplainedRecipients: ({ explanationId, limit, after = 0, ...page }) => {
      const found = explanations.list(explanationId, { ...page, after, limit: limit + 1 })
      return { recipients: found.slice(0, limit), hasMore: found.length > limit }
    },
  }
}
