import type { ExclusionReason } from '@contract/explanations'
import type { Connection } from './database'
import { listedIn, providerOfTarget, type ListedPlace } from './reached'

/** Whom a message is for. */
export interface Audience {
  readonly type: string
  readonly topics: readonly string[]
  readonly users: readonly string[]
  readonly targets: readonly string[]
}

/** What one page of a place added. */
export interface Found {
  /** Where the next page begins; undefined behind the last. */
  readonly next: number | undefined
  readonly listed: number
  /** Provider → people that were not found before. */
  readonly people: ReadonlyMap<string, number>
}

/** One who gets it. */
export interface ResolvedRecipient {
  readonly position: number
  readonly identifier: string
  readonly providerId: string
}

/** A part of what was found, in the order of a send. */
export interface PeoplePage {
  readonly after: number
  readonly limit: number
}

/** One audience, resolved: whoever explains, rehearses or sends reads it from here. */
export interface Resolution {
  readonly audience: Audience
  readonly defaultProvider: string | undefined
  /** The tables of those who get it, and of the listings that lead to nobody. */
  readonly tables: { readonly people: string; readonly leftOut: string }
  /** Finds who is reached from one place, a page at a time. */
  collect(place: ListedPlace, page: PeoplePage): Found
  /** How many of these targets would get it too and were not found. */
  others(targetIds: readonly string[]): number
  /** Those of these targets who were found. */
  foundOf(targetIds: readonly string[]): string[]
  /** How many are listed more than once. */
  repeated(): number
  /** How many listings lead to nobody. */
  leftOut(): number
  /** Those who get it, with the provider that sends. */
  recipients(page: PeoplePage): ResolvedRecipient[]
  /** Once is enough. */
  drop(): void
}

interface Listed {
  readonly at: number
  readonly target: number
  readonly provider: string
  readonly reason: ExclusionReason | null
}

/**
 * Resolves audiences into temporary tables: on disk when they are large, gone with the connection. Each
 * address counts once for a provider: an identifier belongs to one target (`targetIdentity`), so whoever is
 * reached twice is found by the target.
 */
export const createResolutionStore = (db: Connection) => {
  const providerOf = db.prepare<[object], string | null>(providerOfTarget).pluck()
  let lastNumber = 0
  return {
    /** Begins with nobody found; `defaultProvider` sends what names no other. */
    open: (audience: Audience, defaultProvider: string | undefined): Resolution => {
      const number = ++lastNumber
      const tables = { people: `people_${number}`, leftOut: `left_out_${number}` }
      db.exec(`
        CREATE TEMP TABLE ${tables.people} (
          target INTEGER PRIMARY KEY, provider TEXT NOT NULL, times INTEGER NOT NULL
        ) STRICT;
        CREATE TEMP TABLE ${tables.leftOut} (
          position INTEGER PRIMARY KEY, target INTEGER, reason TEXT NOT NULL,
          kind TEXT NOT NULL, placeId TEXT NOT NULL
        ) STRICT;`)
      return createResolution(db, { audience, defaultProvider, tables })
    },
    /** The provider that a message of this type would reach a target through; undefined when none could. */
    providerFor: (
      targetId: string | undefined,
      type: string,
      defaultProvider: string | undefined,
    ): string | undefined =>
      targetId === undefined
        ? defaultProvider
        : (providerOf.get({ id: targetId, type, defaultProvider: defaultProvider ?? null }) ??
          undefined),
  }
}

type Question = Pick<Resolution, 'audience' | 'defaultProvider' | 'tables'>

const createResolution = (db: Connection, question: Question): Resolution => {
  const { audience, tables } = question
  const { type } = audience
  const defaultProvider = question.defaultProvider ?? null
  const pages = {
    topic: db.prepare<[object], Listed>(listedIn.topic),
    user: db.prepare<[object], Listed>(listedIn.user),
    target: db.prepare<[object], Listed>(listedIn.target),
  }
  const add = db.prepare(
    `INSERT OR IGNORE INTO ${tables.people} (target, provider, times) VALUES (?, ?, 1)`,
  )
  const addAgain = db.prepare(`UPDATE ${tables.people} SET times = times + 1 WHERE target = ?`)
  const isFound = db.prepare<[number], unknown>(`SELECT 1 FROM ${tables.people} WHERE target = ?`)
  const leaveOut = db.prepare(
    `INSERT INTO ${tables.leftOut} (target, reason, kind, placeId) VALUES (?, ?, ?, ?)`,
  )
  const pageOf = db.prepare<[object], ResolvedRecipient>(
    `SELECT target AS position, identifier, provider AS providerId
     FROM ${tables.people} CROSS JOIN targets ON seq = target
     WHERE target > @after ORDER BY target LIMIT @limit`,
  )

  /** Nothing is listed there: what does not exist, and who cannot be reached, is left out. */
  const nobodyIn = ({ kind, id }: ListedPlace): number => {
    const table = kind === 'topic' ? 'present_topics' : `${kind}s`
    const isThere = db.prepare<[string], number>(`SELECT 1 FROM ${table} WHERE id = ?`).get(id)
    if (isThere !== undefined && kind === 'topic') return 0
    leaveOut.run(null, isThere === undefined ? `unknown_${kind}` : 'no_target', kind, id)
    return 1
  }
  const count = (from: string): number =>
    db.prepare<[], number>(`SELECT count(*) FROM ${from}`).pluck().get() ?? 0

  return {
    ...question,
    collect: (place, { after, limit }) =>
      db.transaction(() => {
        const { kind, id } = place
        const rows = pages[kind].all({ id, type, defaultProvider, after, limit })
        const people = new Map<string, number>()
        for (const { target, provider, reason } of rows) {
          if (reason !== null) leaveOut.run(target, reason, kind, id)
          else if (add.run(target, provider).changes === 0) addAgain.run(target)
          else people.set(provider, (people.get(provider) ?? 0) + 1)
        }
        const listed = after === 0 && rows.length === 0 ? nobodyIn(place) : rows.length
        return { next: rows.length < limit ? undefined : rows.at(-1)?.at, listed, people }
      })(),
    others: (targetIds) =>
      targetIds.filter((id) => {
        const [one] = pages.target.all({ id, type, defaultProvider, after: 0, limit: 1 })
        return one?.reason === null && isFound.get(one.target) === undefined
      }).length,
    foundOf: (targetIds) =>
      targetIds.filter((id) => {
        const [one] = pages.target.all({ id, type, defaultProvider, after: 0, limit: 1 })
        return one !== undefined && isFound.get(one.target) !== undefined
      }),
    repeated: () => count(`${tables.people} WHERE times > 1`),
    leftOut: () => count(tables.leftOut),
    recipients: (page) => pageOf.all(page),
    drop: () => {
      // They are gone with the connection.
      if (!db.open) return
      db.exec(`DROP TABLE IF EXISTS ${tables.people}; DROP TABLE IF EXISTS ${tables.leftOut}`)
    },
  }
}
