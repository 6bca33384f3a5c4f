import { applyChanges, changesBetween, inverse } from '@contract/draft-changes'
import type { DraftChange, UndoStack } from '@contract/draft-steps'
import type { DraftContent } from '@contract/drafts'
import { doneSteps, withLastStep, withStep } from '@contract/undo-stack'
import { joinChanges, type Edit } from './join-changes'

/** A longer pause ends a step. */
const pauseMs = 700

/** A draft after a step, and what changed in it; nothing did when the step does not fit any more. */
export interface Stepped {
  readonly content: DraftContent
  readonly undo: UndoStack
  readonly changes: readonly DraftChange[]
}

/** The stack with what somebody just did, at this moment in milliseconds; the same when nothing changed. */
export const recordEdit = (stack: UndoStack, edit: Edit, at: number): UndoStack => {
  const changes = changesBetween(edit.before, edit.after)
  const [change] = changes
  if (!change) return stack
  const last = canRedo(stack) ? undefined : doneSteps(stack).at(-1)
  if (last && at - last.at <= pauseMs && last.changes.length === 1 && changes.length === 1) {
    const [former] = last.changes
    const joined = former && joinChanges(former, change, edit)
    if (joined) return withLastStep(stack, { ...last, at, changes: [joined] })
  }
  return withStep(stack, { at, changes })
}

/** Whether there is a step to take back. */
export const canUndo = ({ steps, position }: UndoStack): boolean =>
  steps.some(({ number }) => number < position)

/** Whether there is a step to do again. */
export const canRedo = ({ steps, position }: UndoStack): boolean =>
  steps.some(({ number }) => number >= position)

/** Takes the last step back; undefined when there is none. */
export const undoStep = (stack: UndoStack, content: DraftContent): Stepped | undefined => {
  const step = doneSteps(stack).at(-1)
  if (!step) return undefined
  const rest = stack.steps.filter(({ number }) => number >= stack.position)
  return stepped(content, inverse(step.changes), {
    fits: { ...stack, position: step.number },
    // What it took back was written over in a way that nobody told: nothing before it can be taken back either.
    not: { ...stack, steps: rest },
  })
}

/** Does the last step that was taken back again; undefined when there is none. */
export const redoStep = (stack: UndoStack, content: DraftContent): Stepped | undefined => {
  const step = stack.steps.find(({ number }) => number >= stack.position)
  if (!step) return undefined
  return stepped(content, step.changes, {
    fits: { ...stack, position: step.number + 1 },
    not: { ...stack, steps: doneSteps(stack) },
  })
}

const stepped = (
  content: DraftContent,
  changes: readonly DraftChange[],
  stacks: { readonly fits: UndoStack; readonly not: UndoStack },
): Stepped => {
  const next = applyChanges(content, changes)
  if (!next) return { content, undo: stacks.not, changes: [] }
  return { content: next, undo: stacks.fits, changes }
}
