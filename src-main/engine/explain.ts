import type { AudienceNumbers } from '@contract/explanations'
import { apiError } from '@contract/errors'
import type { Explanation, ListedPlace } from '../store/explanations'
import type { Audience } from '../store/recipients'
import type { EngineContext } from './context'
import { now } from './now'

/** Explanations that can be paged through; the oldest makes room. */
export interface Explanations {
  /** Resolves an audience as sending would now; calls are answered in between. */
  explain(
    audience: Audience,
  ): Promise<{ readonly explanationId: number; readonly numbers: AudienceNumbers }>
  /** Throws `desktop_explanation_gone`. */
  find(explanationId: number): Explanation
}

const mostKept = 3
/** Small enough that a call in between waits a few milliseconds. */
const pageRows = 1000

/** The explanations of one engine. */
export const createExplanations = (context: EngineContext): Explanations => {
  const { store } = context
  const kept = new Map<number, Explanation>()
  let lastId = 0

  const keep = (explanation: Explanation): number => {
    kept.set(++lastId, explanation)
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
      const explanation = store.explanations.open(
        audience,
        store.providers.defaultFor(audience.type),
      )
      const found = await collectAudience(explanation, audience)
      const leftOut = explanation.leftOut()
      const people = sum(found.people.values())
      const names = (id: string): string => store.providers.get(id)?.name ?? ''
      const numbers = {
        ...{ listed: found.listed, leftOut, people, repeated: explanation.repeated() },
        duplicates: found.listed - leftOut - people,
        providers: [...found.people]
          .map(([providerId, total]) => ({ providerId, name: names(providerId), total }))
          .toSorted((left, right) => right.total - left.total),
        countedAt: now(context),
        durationMs: performance.now() - startedAt,
      }
      return { explanationId: keep(explanation), numbers }
    },
    find: (explanationId) => {
      const explanation = kept.get(explanationId)
      if (!explanation) throw apiError('desktop_explanation_gone')
      return explanation
    },
  }
}

/** Finds everybody of an audience, a page at a time; calls are answered in between. */
export const collectAudience = async (
  explanation: Explanation,
  audience: Audience,
): Promise<{ listed: number; people: Map<string, number> }> => {
  const people = new Map<string, number>()
  let listed = 0
  for (const place of placesOf(audience)) {
    let after: number | undefined = 0
    while (after !== undefined) {
      const found = explanation.collect(place, { after, limit: pageRows })
      listed += found.listed
      for (const [id, total] of found.people) people.set(id, (people.get(id) ?? 0) + total)
      after = found.next
      await new Promise(setImmediate)
    }
  }
  return { listed, people }
}

const placesOf = ({ topics, users, targets }: Audience): ListedPlace[] => [
  ...[...new Set(topics)].map((id) => ({ kind: 'topic' as const, id })),
  ...[...new Set(users)].map((id) => ({ kind: 'user' as const, id })),
  ...[...new Set(targets)].map((id) => ({ kind: 'target' as const, id })),
]

const sum = (values: Iterable<number>): number => [...values].reduce((all, value) => all + value, 0)
