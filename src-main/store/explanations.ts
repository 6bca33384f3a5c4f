import type { ExclusionReason, ExplainedRecipient } from '@contract/explanations'
import type { Connection } from './database'
import type { ListedPlace } from './reached'
import type { PeoplePage, Resolution } from './resolutions'

/** A part of an explanation. */
export interface ExplanationPage extends PeoplePage {
  readonly part: 'people' | 'repeated' | 'leftOut'
  readonly search?: string | undefined
}

interface Row {
  readonly position: number
  readonly targetId: string | null
  readonly identifier: string
  readonly userId: string | null
  readonly userName: string
  readonly expired: number
  /** The provider that the target names. */
  readonly wanted: string | null
  readonly wantedName: string | null
  /** The one that sends. */
  readonly providerId: string | null
  readonly providerName: string
  readonly reason: ExclusionReason | null
  readonly kind: ListedPlace['kind'] | null
  readonly placeId: string | null
}

interface Named {
  readonly id: string
  readonly name: string
}

/** Tells what a resolution found, person by person. */
export const createExplanationStore = (db: Connection) => ({
  list: (
    { audience, tables }: Pick<Resolution, 'audience' | 'tables'>,
    { part, search, after, limit }: ExplanationPage,
  ): ExplainedRecipient[] => {
    const from =
      part === 'leftOut' ? leftOutOf(tables.leftOut) : peopleOf(tables.people, part === 'repeated')
    return db
      .prepare<[object], Row>(`${from} AND ${matches} ORDER BY position LIMIT @limit`)
      .all({ search: search ?? null, after, limit })
      .map(toRecipient(db, audience))
  },
})

const columns = `targets.id AS targetId, coalesce(targets.identifier, '') AS identifier,
  coalesce(users.name, '') AS userName, coalesce(targets.expired, 0) AS expired,
  targets.providerId AS wanted`

const matches = `(@search IS NULL OR instr(fold(coalesce(targets.identifier, '')), fold(@search)) > 0
  OR instr(fold(coalesce(users.name, '')), fold(@search)) > 0)`

const peopleOf = (table: string, onlyRepeated: boolean): string =>
  `SELECT target AS position, ${columns}, targets.userId AS userId,
     ${table}.provider AS providerId, coalesce(used.name, '') AS providerName, own.name AS wantedName,
     NULL AS reason, NULL AS kind, NULL AS placeId
   FROM ${table} CROSS JOIN targets ON targets.seq = target
   LEFT JOIN users ON users.id = targets.userId
   LEFT JOIN providers AS used ON used.id = ${table}.provider
   LEFT JOIN providers AS own ON own.id = targets.providerId
   WHERE target > @after ${onlyRepeated ? 'AND times > 1' : ''}`

const leftOutOf = (table: string): string =>
  `SELECT position, ${columns},
     coalesce(targets.userId, CASE kind WHEN 'user' THEN placeId END) AS userId,
     NULL AS providerId, '' AS providerName, NULL AS wantedName, reason, kind, placeId
   FROM ${table} LEFT JOIN targets ON targets.seq = target
   LEFT JOIN users ON users.id = coalesce(targets.userId, CASE kind WHEN 'user' THEN placeId END)
   WHERE position > @after`

const toRecipient = (
  db: Connection,
  audience: Resolution['audience'],
): ((row: Row) => ExplainedRecipient) => {
  const topics = db.prepare<[string, string], Named>(
    `SELECT topics.id, topics.name FROM json_each(?) JOIN present_topics AS topics ON topics.id = value
     WHERE EXISTS (SELECT 1 FROM subscribers WHERE topicId = topics.id AND targetId = ?) ORDER BY key`,
  )
  const topic = db.prepare<[string], string>('SELECT name FROM present_topics WHERE id = ?').pluck()
  const listedTopics = JSON.stringify([...new Set(audience.topics)])
  const isListed = { user: new Set(audience.users), target: new Set(audience.targets) }

  const sourcesOf = (row: Row): ExplainedRecipient['sources'] => {
    const { kind, placeId, targetId, userId, userName, identifier } = row
    const names = {
      topic: () => topic.get(placeId ?? '') ?? '',
      user: () => userName,
      target: () => identifier,
    }
    if (kind !== null) return [{ kind, id: placeId ?? '', name: names[kind]() }]
    const found = topics.all(listedTopics, targetId ?? '')
    return [
      ...found.map((named) => ({ kind: 'topic' as const, ...named })),
      ...(userId !== null && isListed.user.has(userId)
        ? [{ kind: 'user' as const, id: userId, name: userName }]
        : []),
      ...(targetId !== null && isListed.target.has(targetId)
        ? [{ kind: 'target' as const, id: targetId, name: identifier }]
        : []),
    ]
  }

  return (row) => ({
    position: row.position,
    targetId: row.targetId,
    identifier: row.identifier,
    userId: row.userId,
    userName: row.userName,
    sources: sourcesOf(row),
    provider: providerOf(row),
    expired: row.expired === 1,
    exclusion: row.reason,
  })
}

const providerOf = (row: Row): ExplainedRecipient['provider'] => {
  const { providerId, providerName: name, wanted, wantedName } = row
  if (providerId === null) return null
  if (wanted === null) return { providerId, name, choice: 'default', instead: null }
  if (wanted === providerId) return { providerId, name, choice: 'own', instead: null }
  return { providerId, name, choice: 'fallback', instead: wantedName ?? wanted }
}
