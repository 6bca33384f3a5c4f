import type { AudienceNumbers, ExplainedRecipient } from '@contract/explanations'
import { apiError } from '@contract/errors'
import type { ExplanationPage } from '../store/explanations'
import type { Audience, Resolution } from '../store/resolutions'
import type { EngineContext } from './context'
import { now } from './now'
import { collectAudience, toProviders } from './resolve'

/** Explanations that can be paged through; the oldest makes room. */
export interface Explanations {
  /** Resolves an audience as sending would now; calls are answered in between. */
  explain(
    audience: Audience,
  ): Promise<{ readonly explanationId: number; readonly numbers: AudienceNumbers }>
  /** Throws `desktop_explanation_gone`. */
  list(explanationId: number, page: ExplanationPage): ExplainedRecipient[]
}

const mostKept = 3

/** The explanations of one engine. */
export const createExplanations = (context: EngineContext): Explanations => {
  const { store } = context
  const kept = new Map<number, Resolution>()
  let lastId = 0

  const keep = (resolution: Resolution): number => {
    kept.set(++lastId, resolution)
    for (const [id, old] of kept) {
      if (kept.size <= mostKept) break
      old.drop()
      kept.delete(id)
    }
    return lastId
  }

  return {
    explain: async (audience) => {
      const startedAt = performance.now()
      const resolution = store.resolutions.open(audience, store.providers.defaultFor(audience.type))
      const found = await collectAudience(resolution)
      const leftOut = resolution.leftOut()
      const providers = toProviders(found.people, store.providers)
      const people = providers.reduce((sum, { total }) => sum + total, 0)
      const numbers = {
        ...{ listed: found.listed, leftOut, people, repeated: resolution.repeated() },
        ...{ duplicates: found.listed - leftOut - people, providers },
        countedAt: now(context),
        durationMs: performance.now() - startedAt,
      }
      return { explanationId: keep(resolution), numbers }
    },
    list: (explanationId, page) => {
      const resolution = kept.get(explanationId)
      if (!resolution) throw apiError('desktop_explanation_gone')
      return store.explanations.list(resolution, page)
    },
  }
}
