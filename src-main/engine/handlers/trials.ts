import type { Handlers } from '@contract/endpoint'
import { apiError } from '@contract/errors'
import { email, phone } from '@contract/fields'
import type { ProviderType } from '@contract/messages'
import type { trialCommands } from '@contract/trials'
import type { Caller } from '../caller'
import type { EngineContext } from '../context'
import type { Rehearsals } from '../rehearsals'
import { sendTest } from '../send-test'
import { toTrialMessage } from '../trial-message'
import { createWays } from '../ways'

/** Trying a text that is not saved as a message. */
export const trialHandlers = (
  context: EngineContext,
  rehearsals: Rehearsals,
): Handlers<typeof trialCommands, Caller> => {
  const ways = createWays(context)
  return {
    sendTest: async ({ content, identifier, providerId }, caller) => {
      checkIdentifier(content.providerType, identifier)
      const alone = content.providerType === 'email' ? { ...content, cc: [], bcc: [] } : content
      const message = toTrialMessage(context, alone, caller)
      return await sendTest(context, ways, { message, identifier, providerId })
    },
    startRehearsal: ({ content, ...audience }, caller) => {
      const message = toTrialMessage(context, content, caller)
      return rehearsals.info(rehearsals.start({ ...message, ...audience }))
    },
    getRehearsal: ({ rehearsalId }) => ({
      info: rehearsals.info(rehearsalId),
      samples: rehearsals.find(rehearsalId).samples(),
    }),
    cancelRehearsal: ({ rehearsalId }) => {
      rehearsals.find(rehearsalId).cancel()
      return rehearsals.info(rehearsalId)
    },
  }
}

const checkIdentifier = (type: ProviderType, identifier: string): void => {
  const rule = { email, sms: phone, push: undefined }[type]
  const problem = rule?.safeParse(identifier).error?.issues[0]?.message
  if (problem !== undefined)
    throw apiError('general_argument_invalid', `The address ${problem}.`, { param: 'identifier' })
}
