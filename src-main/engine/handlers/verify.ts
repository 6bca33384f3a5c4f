import { apiError } from '@contract/errors'
import type { kindCommands } from '@contract/kinds'
import type { Handlers } from '@contract/endpoint'
import { ProviderError } from '../../providers/errors'
import type { Channel } from '../../providers/provider'
import type { Caller } from '../caller'
import type { EngineContext } from '../context'
import { openLive } from '../ways'

const nothingContacted =
  'Sandbox is on: nothing was contacted. Turn it off to sign in to the real server.'

/** Signs in with a provider's stored settings, enabled or not, and sends nothing. */
export const verifyHandlers = (
  context: EngineContext,
): Pick<Handlers<typeof kindCommands, Caller>, 'verifyProvider'> => ({
  verifyProvider: async ({ providerId }) => {
    const provider = context.store.providers.get(providerId)
    if (!provider) throw apiError('provider_not_found')
    const startedAt = performance.now()
    const answer = (ok: boolean, message: string) => ({
      ok,
      message,
      durationMs: Math.round(performance.now() - startedAt),
    })
    if (context.isSandbox()) return answer(false, nothingContacted)
    let channel: Channel | undefined
    try {
      channel = openLive(context, provider)
      return answer(true, await channel.verify())
    } catch (error) {
      if (error instanceof ProviderError) return answer(false, error.message)
      throw error
    } finally {
      channel?.close()
    }
  },
})
