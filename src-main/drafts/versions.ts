import { isDeepStrictEqual } from 'node:util'
import { changesBetween } from '@contract/draft-changes'
import type { DraftVersion, VersionReason } from '@contract/draft-versions'
import type { Draft, DraftContent } from '@contract/drafts'
import { apiError } from '@contract/errors'
import type { DraftVersionRows } from '../store/draft-versions'
import { emptyContent } from './draft-message'
import { versionsToDrop } from './thin-versions'

/** How drafts once stood. */
export interface DraftVersions {
  /** Keeps a draft as it is; false when nothing is written, or when the newest version says the same. */
  keep(draft: Draft, reason: VersionReason): boolean
  /** Keeps it before it is written over, when that was not done a short while ago. */
  keepNowAndThen(draft: Draft): void
  /** The newest first. */
  list(draftId: string): DraftVersion[]
  /** Throws `desktop_version_not_found`. */
  get(draftId: string, versionId: number): DraftContent
}

const minute = 60_000
/** After so long a pause, writing is a session of its own. */
const pauseMs = 2 * minute
/** While somebody writes, a version is kept no more often than this. */
const everyMs = 5 * minute

/** Versions over their rows. */
export const createDraftVersions = (rows: DraftVersionRows, now: () => Date): DraftVersions => {
  const keep: DraftVersions['keep'] = ({ id, content, updatedAt }, reason) => {
    if (isDeepStrictEqual(content, emptyContent(content.kind))) return false
    const newest = rows.newest(id)
    if (newest && isDeepStrictEqual(newest.content, content)) {
      const isAsked = reason === 'savepoint' && newest.reason !== 'savepoint'
      if (isAsked) rows.setReason(newest.id, reason)
      return isAsked
    }
    rows.insert(id, { at: Date.parse(updatedAt), reason, content })
    for (const old of versionsToDrop(rows.sizes(id), now().getTime())) rows.remove(old)
    return true
  }

  return {
    keep,
    keepNowAndThen: (draft) => {
      const time = now().getTime()
      if (time - Date.parse(draft.updatedAt) >= pauseMs) {
        keep(draft, 'session')
        return
      }
      const since = rows.newest(draft.id)?.at ?? Date.parse(draft.createdAt)
      if (time - since >= everyMs) keep(draft, 'writing')
    },
    list: (draftId) => {
      const versions = rows.list(draftId)
      return versions.map(({ id, at, reason, content }, index) => {
        const before = versions[index + 1]
        const changed = before ? changesBetween(before.content, content) : []
        const names = changed.map(({ name }) => name)
        return { id, at: new Date(at).toISOString(), reason, changed: names }
      })
    },
    get: (draftId, versionId) => {
      const version = rows.get(draftId, versionId)
      if (!version) throw apiError('desktop_version_not_found')
      return version.content
    },
  }
}
