import type { Draft } from '@contract/drafts'
import { ApiError, apiError } from '@contract/errors'
import type { OutboxEntry, OutboxList } from '@contract/outbox'
import type { OpenProfile } from '../profiles/open-profile'
import type { OutboxRow } from '../store/outbox'
import type { OutboxOptions, OutboxOwner } from './outbox-runner'
import { createOutboxRunner } from './outbox-runner'
import { markOf, toEntry, type QueuedDraft } from './queued-draft'

/** Drafts that wait to be handed to a server, of one profile at a time. Unknown ones throw `desktop_not_queued`. */
export interface Outbox {
  list(profileId: string): OutboxList
  /** `confirmedPeople` is what a person said who sends above the profile's ceiling. */
  add(
    profileId: string,
    draftId: string,
    how: { readonly as: OutboxEntry['as']; readonly confirmedPeople?: number | undefined },
  ): OutboxEntry
  release(
    profileId: string,
    what: { readonly draftIds?: readonly string[] | undefined; readonly atOnce: boolean },
  ): OutboxList
  hold(profileId: string, draftId: string): OutboxList
  /** Nothing of the profile goes out before it is released again. Throws while one is on its way. */
  holdAll(profileId: string): void
  move(profileId: string, draftId: string, place: number): OutboxList
  leave(profileId: string, draftId: string): OutboxList
  /** A draft was written, or is gone: what a person released is not that any more. */
  draftChanged(draftId: string): void
  /** The profile was opened, or its server is back. */
  wake(): void
  /** Lets what is under way end, for a moment; the rest is found again at the next start. */
  close(): Promise<void>
}

/** An outbox over the app's database; what was released goes out by itself. */
export const createOutbox = (options: OutboxOptions): Outbox => {
  const { rows, drafts, emit, now } = options

  const find = (profileId: string, draftId: string): Draft | undefined => {
    try {
      return drafts.get(profileId, draftId)
    } catch (error) {
      if (error instanceof ApiError && error.type === 'desktop_draft_not_found') return undefined
      throw error
    }
  }
  const entriesOf = (profileId: string): QueuedDraft[] =>
    rows.list(profileId).flatMap((row) => {
      const draft = find(profileId, row.draftId)
      return draft ? [{ row, draft }] : []
    })
  const tell = (): void => emit('resource.changed', { resource: 'outbox' })
  const list = (profileId: string): OutboxList => ({
    entries: entriesOf(profileId).map(toEntry),
    elsewhere: rows.counts().filter((other) => other.profileId !== profileId),
  })
  /** One that is on its way cannot be touched. */
  const pick = (profileId: string, draftId: string): QueuedDraft => {
    const found = entriesOf(profileId).find(({ row }) => row.draftId === draftId)
    if (!found) throw apiError('desktop_not_queued')
    if (found.row.state === 'publishing') throw underWay()
    return found
  }
  const change = (profileId: string, row: OutboxRow): void => {
    rows.put(profileId, row)
    tell()
  }
  const runner = createOutboxRunner({ ...options, entriesOf, change })

  const release = (profileId: string, { row, draft }: QueuedDraft, atOnce: boolean): void => {
    const released =
      atOnce && draft.content.scheduledAt !== null
        ? drafts.save(profileId, draft.id, { ...draft.content, scheduledAt: null })
        : draft
    rows.put(profileId, {
      ...{ ...row, ...atRest, state: 'released', mark: markOf(released) },
      releasedAt: now().getTime(),
    })
  }

  return {
    list,
    add: (profileId, draftId, { as, confirmedPeople = null }) => {
      const draft = drafts.complete(profileId, draftId, as)
      const present = rows.list(profileId)
      const known = present.find((row) => row.draftId === draftId)
      if (known?.state === 'publishing') throw underWay()
      const place = known?.place ?? (present.at(-1)?.place ?? -1) + 1
      const addedAt = known?.addedAt ?? now().getTime()
      const isUnclear = known?.isUnclear ?? false
      const row = { ...atRest, draftId, as, place, addedAt, isUnclear, confirmedPeople }
      change(profileId, row)
      return toEntry({ row, draft })
    },
    release: (profileId, { draftIds, atOnce }) => {
      const chosen =
        draftIds?.map((draftId) => pick(profileId, draftId)) ??
        entriesOf(profileId).filter(({ row }) => row.state === 'waiting')
      for (const entry of chosen) release(profileId, entry, atOnce)
      tell()
      runner.tryNow()
      return list(profileId)
    },
    hold: (profileId, draftId) => {
      change(profileId, { ...pick(profileId, draftId).row, ...atRest })
      return list(profileId)
    },
    holdAll: (profileId) => {
      const present = rows.list(profileId)
      if (present.some(({ state }) => state === 'publishing')) throw underWay()
      const held = present.filter(({ state }) => state === 'released')
      for (const row of held) rows.put(profileId, { ...row, ...atRest })
      if (held.length > 0) tell()
    },
    move: (profileId, draftId, place) => {
      const { row: moved } = pick(profileId, draftId)
      const others = rows.list(profileId).filter((row) => row.draftId !== draftId)
      const ordered = others.toSpliced(place, 0, moved)
      rows.putAll(
        profileId,
        ordered.map((row, index) => ({ ...row, place: index })),
      )
      tell()
      return list(profileId)
    },
    leave: (profileId, draftId) => {
      pick(profileId, draftId)
      rows.remove(draftId)
      tell()
      return list(profileId)
    },
    draftChanged: (draftId) => {
      const profileId = rows.profileOf(draftId)
      const row =
        profileId === undefined
          ? undefined
          : rows.list(profileId).find((candidate) => candidate.draftId === draftId)
      if (profileId === undefined || !row || row.state === 'publishing') return
      const draft = find(profileId, draftId)
      if (!draft) {
        rows.remove(draftId)
        tell()
      } else if (row.mark !== null && row.mark !== markOf(draft)) {
        const problem =
          row.state === 'released' ? apiError('desktop_release_outdated').toBody() : null
        change(profileId, { ...row, ...atRest, problem })
      }
    },
    wake: runner.wake,
    close: runner.close,
  }
}

/** A project whose outbox can go out; a workspace of this computer has none. */
export const outboxOwner = (open: OpenProfile | null): OutboxOwner | null =>
  open?.kind === 'remote' ? { ...open, profileId: open.id } : null

/** Nothing was released yet. */
const atRest = {
  ...({ state: 'waiting', problem: null, attempts: 0 } as const),
  ...{ mark: null, releasedAt: null, retryAt: null },
}

const underWay = (): ApiError =>
  apiError('message_already_processing', 'The draft is being handed over and cannot be changed.')
