import type { ExclusionReason, ExplainedRecipient } from '@contract/explanations'
import type { Connection } from './database'
import type { Audience } from './recipients'

/** One place that recipients come from. */
export interface ListedPlace {
  readonly kind: 'topic' | 'user' | 'target'
  readonly id: string
}

/** What one page of a place added. */
export interface Found {
  /** Where the next page begins; undefined behind the last. */
  readonly next: number | undefined
  readonly listed: number
  /** Provider → people that were not found before. */
  readonly people: ReadonlyMap<string, number>
}

/** One audience, resolved. */
export interface Explanation {
  /** Finds who is reached from one place, a page at a time. */
  collect(place: ListedPlace, page: { readonly after: number; readonly limit: number }): Found
  /** How many are listed more than once. */
  repeated(): number
  /** How many listings lead to nobody. */
  leftOut(): number
  list(page: ExplanationPage): ExplainedRecipient[]
  /** Those who get it, in the order of a send, with the provider that sends. */
  recipients(page: { readonly after: number; readonly limit: number }): ResolvedRecipient[]
  drop(): void
}

/** One who gets it. */
export interface ResolvedRecipient {
  readonly position: number
  readonly identifier: string
  readonly providerId: string
}

/** A part of an explanation. */
export interface ExplanationPage {
  readonly part: 'people' | 'repeated' | 'leftOut'
  readonly search?: string | undefined
  readonly after: number
  readonly limit: number
}

/** Everything that a place lists, of whatever channel. */
const listedIn: Readonly<Record<ListedPlace['kind'], string>> = {
  topic: `SELECT subscribers.seq AS at, targets.seq AS target, targets.providerType AS type,
      targets.providerId AS wanted
    FROM subscribers JOIN targets ON targets.id = subscribers.targetId
    WHERE subscribers.topicId = @id AND subscribers.seq > @after ORDER BY subscribers.seq LIMIT @limit`,
  // What a person can be reached at otherwise was not asked for.
  user: `SELECT seq AS at, seq AS target, providerType AS type, providerId AS wanted FROM targets
    WHERE userId = @id AND seq > @after AND providerType = @type ORDER BY seq LIMIT @limit`,
  target: `SELECT seq AS at, seq AS target, providerType AS type, providerId AS wanted FROM targets
    WHERE id = @id AND seq > @after ORDER BY seq LIMIT @limit`,
}

interface Listed {
  readonly at: number
  readonly target: number
  readonly type: string
  readonly wanted: string | null
}

interface Row {
  readonly position: number
  readonly targetId: string | null
  readonly identifier: string
  readonly userId: string | null
  readonly userName: string
  readonly expired: number
  readonly wanted: string | null
  readonly reason: ExclusionReason | null
  readonly kind: ListedPlace['kind'] | null
  readonly placeId: string | null
}

interface Named {
  readonly id: string
  readonly name: string
}

/**
 * Resolves audiences into temporary tables: on disk when they are large, gone with the connection. An
 * identifier belongs to one target, so whoever is reached twice is found by the target.
 */
export const createExplanationStore = (db: Connection) => {
  let lastNumber = 0
  return {
    /** Begins with nobody found; `defaultProvider` sends what names no other. */
    open: (audience: Audience, defaultProvider: string | undefined): Explanation => {
      const number = ++lastNumber
      db.exec(`
        CREATE TEMP TABLE people_${number} (target INTEGER PRIMARY KEY, times INTEGER NOT NULL) STRICT;
        CREATE TEMP TABLE left_out_${number} (
          position INTEGER PRIMARY KEY, target INTEGER, reason TEXT NOT NULL,
          kind TEXT NOT NULL, placeId TEXT NOT NULL
        ) STRICT;`)
      return createExplanation(db, number, { audience, defaultProvider })
    },
  }
}

interface Question {
  readonly audience: Audience
  readonly defaultProvider: string | undefined
}

const createExplanation = (db: Connection, number: number, question: Question): Explanation => {
  const { type } = question.audience
  const pages = {
    topic: db.prepare<[object], Listed>(listedIn.topic),
    user: db.prepare<[object], Listed>(listedIn.user),
    target: db.prepare<[object], Listed>(listedIn.target),
  }
  const add = db.prepare(`INSERT OR IGNORE INTO people_${number} (target, times) VALUES (?, 1)`)
  const addAgain = db.prepare(`UPDATE people_${number} SET times = times + 1 WHERE target = ?`)
  const leaveOut = db.prepare(
    `INSERT INTO left_out_${number} (target, reason, kind, placeId) VALUES (?, ?, ?, ?)`,
  )
  const pageOf = db.prepare<[object], Omit<ResolvedRecipient, 'providerId'> & Pick<Row, 'wanted'>>(
    `SELECT target AS position, identifier, providerId AS wanted
     FROM people_${number} CROSS JOIN targets ON seq = target
     WHERE target > @after ORDER BY target LIMIT @limit`,
  )
  const providers = new Map(
    db
      .prepare<[string], Named & { usable: number }>(
        'SELECT id, name, type = ? AND enabled = 1 AS usable FROM providers',
      )
      .all(type)
      .map((row) => [row.id, row]),
  )
  const choose = (wanted: string | null): string | undefined =>
    wanted !== null && providers.get(wanted)?.usable === 1 ? wanted : question.defaultProvider
  const describe = toRecipient(db, { ...question, providers, choose })

  /** Nothing is listed there: what does not exist, and who cannot be reached, is left out. */
  const nobodyIn = ({ kind, id }: ListedPlace): number => {
    const isThere = db.prepare<[string], number>(`SELECT 1 FROM ${kind}s WHERE id = ?`).get(id)
    if (isThere !== undefined && kind === 'topic') return 0
    leaveOut.run(null, isThere === undefined ? `unknown_${kind}` : 'no_target', kind, id)
    return 1
  }
  const count = (from: string): number =>
    db.prepare<[], number>(`SELECT count(*) FROM ${from}`).pluck().get() ?? 0

  return {
    collect: (place, { after, limit }) =>
      db.transaction(() => {
        const { kind, id } = place
        const rows = pages[kind].all({ id, type, after, limit })
        const people = new Map<string, number>()
        for (const row of rows) {
          const provider = choose(row.wanted)
          if (row.type !== type) leaveOut.run(row.target, 'other_channel', kind, id)
          else if (provider === undefined) leaveOut.run(row.target, 'no_provider', kind, id)
          else if (add.run(row.target).changes === 0) addAgain.run(row.target)
          else people.set(provider, (people.get(provider) ?? 0) + 1)
        }
        const listed = after === 0 && rows.length === 0 ? nobodyIn(place) : rows.length
        return { next: rows.length < limit ? undefined : rows.at(-1)?.at, listed, people }
      })(),
    repeated: () => count(`people_${number} WHERE times > 1`),
    leftOut: () => count(`left_out_${number}`),
    list: ({ part, search = null, after, limit }) => {
      const from = part === 'leftOut' ? leftOutOf(number) : peopleOf(number, part === 'repeated')
      return db
        .prepare<[object], Row>(`${from} AND ${matches} ORDER BY position LIMIT @limit`)
        .all({ search, after, limit })
        .map(describe)
    },
    recipients: (page) =>
      pageOf.all(page).map(({ wanted, ...row }) => ({ ...row, providerId: choose(wanted) ?? '' })),
    drop: () => void db.exec(`DROP TABLE people_${number}; DROP TABLE left_out_${number}`),
  }
}

const columns = `targets.id AS targetId, coalesce(targets.identifier, '') AS identifier,
  coalesce(users.name, '') AS userName, coalesce(targets.expired, 0) AS expired,
  targets.providerId AS wanted`

const matches = `(@search IS NULL OR instr(fold(coalesce(targets.identifier, '')), fold(@search)) > 0
  OR instr(fold(coalesce(users.name, '')), fold(@search)) > 0)`

const peopleOf = (number: number, onlyRepeated: boolean): string =>
  `SELECT target AS position, ${columns}, targets.userId AS userId,
     NULL AS reason, NULL AS kind, NULL AS placeId
   FROM people_${number} CROSS JOIN targets ON targets.seq = target
   LEFT JOIN users ON users.id = targets.userId
   WHERE target > @after ${onlyRepeated ? 'AND times > 1' : ''}`

const leftOutOf = (number: number): string =>
  `SELECT position, ${columns},
     coalesce(targets.userId, CASE kind WHEN 'user' THEN placeId END) AS userId, reason, kind, placeId
   FROM left_out_${number} LEFT JOIN targets ON targets.seq = target
   LEFT JOIN users ON users.id = coalesce(targets.userId, CASE kind WHEN 'user' THEN placeId END)
   WHERE position > @after`

interface Resolution extends Question {
  readonly providers: ReadonlyMap<string, Named>
  readonly choose: (wanted: string | null) => string | undefined
}

const toRecipient = (
  db: Connection,
  { audience, providers, choose }: Resolution,
): ((row: Row) => ExplainedRecipient) => {
  const topics = db.prepare<[string, string], Named>(
    `SELECT topics.id, topics.name FROM json_each(?) JOIN topics ON topics.id = value
     WHERE EXISTS (SELECT 1 FROM subscribers WHERE topicId = topics.id AND targetId = ?) ORDER BY key`,
  )
  const topic = db.prepare<[string], string>('SELECT name FROM topics WHERE id = ?').pluck()
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
  const providerOf = ({ wanted, reason }: Row): ExplainedRecipient['provider'] => {
    const providerId = reason === null ? choose(wanted) : undefined
    if (providerId === undefined) return null
    const name = providers.get(providerId)?.name ?? ''
    if (wanted === null) return { providerId, name, choice: 'default', instead: null }
    if (wanted === providerId) return { providerId, name, choice: 'own', instead: null }
    return { providerId, name, choice: 'fallback', instead: providers.get(wanted)?.name ?? wanted }
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
