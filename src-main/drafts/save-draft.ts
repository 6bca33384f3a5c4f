import { isDeepStrictEqual } from 'node:util'
import { changesBetween } from '@contract/draft-changes'
import type { ConflictChoice, DraftConflict } from '@contract/draft-conflicts'
import type { UndoPart } from '@contract/draft-steps'
import type { Draft, DraftContent, SavedDraft } from '@contract/drafts'
import { apiError } from '@contract/errors'
import { patchedStack, stackPart, withStep } from '@contract/undo-stack'
import type { DraftRows } from '../store/drafts'
import { mergeContents } from './merge-contents'
import type { DraftVersions } from './versions'

/** What a text that is saved started from. */
export interface DraftSource {
  /** Whatever is there when absent. */
  readonly revision?: number | undefined
  /** What that revision said. */
  readonly base?: DraftContent | undefined
  /** What became of the steps; without it the whole change is one step. */
  readonly undo?: UndoPart | undefined
}

/** Writes a draft's text, its steps and, now and then, a version of it. */
export interface DraftSaving {
  save(profileId: string, found: Draft, content: DraftContent, source: DraftSource): SavedDraft
  /** Makes it one step to undo that the draft says this now. */
  addStep(found: Draft, content: DraftContent): void
  /** The fields that two windows wrote differently, and nobody has decided yet. */
  conflicts(found: Draft): DraftConflict[]
  /** Takes of these fields what a person chose; one without a choice keeps what stands. */
  decide(profileId: string, found: Draft, choices: Readonly<Record<string, ConflictChoice>>): Draft
}

/** What saving needs. */
export interface DraftSavingOptions {
  readonly rows: DraftRows
  readonly versions: DraftVersions
  readonly now: () => Date
}

/** Saving drafts; two windows that write the same one are put together, and neither loses a word. */
export const createDraftSaving = ({ rows, versions, now }: DraftSavingOptions): DraftSaving => {
  const write = (profileId: string, found: Draft, content: DraftContent): Draft => {
    const saved = {
      ...{ ...found, content },
      revision: found.revision + 1,
      updatedAt: now().toISOString(),
    }
    rows.update(profileId, saved)
    return saved
  }

  const addStep: DraftSaving['addStep'] = ({ id, content: before }, content) => {
    const changes = changesBetween(before, content)
    if (changes.length === 0) return
    const stack = rows.steps.get(id)
    const next = withStep(stack, { at: now().getTime(), changes })
    rows.steps.set(id, stackPart(stack, next))
  }

  const setSteps = (id: string, part: UndoPart): void => {
    part.steps.forEach(({ number }, index) => {
      if (number !== part.from + index)
        throw apiError('general_argument_invalid', 'The steps have gaps.', { param: 'undo' })
    })
    const stack = rows.steps.get(id)
    const next = patchedStack(stack, part)
    rows.steps.set(id, stackPart(stack, next))
  }

  const merge = (
    profileId: string,
    found: Draft,
    mine: DraftContent,
    base: DraftContent,
  ): SavedDraft => {
    const { content, conflicts } = mergeContents(base, mine, found.content)
    if (conflicts.length > 0) versions.keep(found, 'conflict')
    for (const { name, base: before, theirs } of conflicts)
      rows.conflicts.put(found.id, { name, base: before, other: theirs, at: found.updatedAt })
    addStep(found, content)
    const written = write(profileId, found, content)
    const merged = { conflicts: openConflicts(written), undo: rows.steps.get(found.id) }
    return { ...written, merged }
  }

  const openConflicts: DraftSaving['conflicts'] = ({ id, content }) => {
    const conflicts = rows.conflicts.list(id)
    // In the order of the form. Whoever has written the other text since has decided.
    return Object.entries(content).flatMap(([field, standing]) =>
      conflicts.filter(({ name, other }) => name === field && !isDeepStrictEqual(standing, other)),
    )
  }

  return {
    addStep,
    conflicts: openConflicts,
    decide: (profileId, found, choices) => {
      const conflicts = openConflicts(found)
      const taken = conflicts.filter(({ name }) => choices[name] === 'other')
      const others = Object.fromEntries(taken.map(({ name, other }) => [name, other]))
      // They were fields of this very draft, whose channel never changes.
      const content = { ...found.content, ...others } as DraftContent
      return rows.together(() => {
        rows.conflicts.removeAll(found.id)
        if (taken.length > 0) versions.keep(found, 'merge')
        addStep(found, content)
        return write(profileId, found, content)
      })
    },
    save: (profileId, found, content, { revision, base, undo }) => {
      if ([content.kind, base?.kind ?? content.kind].some((kind) => kind !== found.content.kind))
        throw apiError('general_argument_invalid', 'A draft keeps its channel.', { param: 'kind' })
      return rows.together(() => {
        if (revision !== undefined && revision !== found.revision) {
          if (!base) throw apiError('desktop_draft_changed')
          return merge(profileId, found, content, base)
        }
        versions.keepNowAndThen(found)
        if (undo) setSteps(found.id, undo)
        else addStep(found, content)
        return { ...write(profileId, found, content), merged: null }
      })
    },
  }
}
