import type { DraftChange, DraftStep, UndoPart, UndoStack } from './draft-steps'

/** Steps that a draft remembers. */
const mostSteps = 200
/** Characters that all of them may hold together; the newest step is remembered whatever its size. */
const mostCharacters = 4_000_000

/** Nothing to undo. */
export const emptyStack: UndoStack = { steps: [], position: 0 }

/** Steps that are done and can be undone. */
export const doneSteps = ({ steps, position }: UndoStack): DraftStep[] =>
  steps.filter(({ number }) => number < position)

/** The stack with one more step; what could be redone cannot any more, and the oldest give way. */
export const withStep = (
  stack: UndoStack,
  step: { readonly at: number; readonly changes: readonly DraftChange[] },
): UndoStack => {
  const number = stack.position
  const steps = [...doneSteps(stack), { number, at: step.at, changes: [...step.changes] }]
  return { steps: newest(steps), position: number + 1 }
}

/** The stack with its last step that is done put otherwise; nothing can be redone. */
export const withLastStep = (stack: UndoStack, step: DraftStep): UndoStack => ({
  steps: newest([...doneSteps(stack).slice(0, -1), step]),
  position: stack.position,
})

/** The newest steps that may be remembered. */
const newest = (steps: readonly DraftStep[]): DraftStep[] => {
  let left = mostCharacters
  let kept = 0
  for (const step of steps.toReversed().slice(0, mostSteps)) {
    left -= sizeOf(step)
    if (left < 0 && kept > 0) break
    kept += 1
  }
  return steps.slice(steps.length - kept)
}

const sizeOf = ({ changes }: DraftStep): number =>
  changes.reduce((sum, change) => {
    if ('before' in change) return sum + 40
    return sum + lengthOf(change.removed) + lengthOf(change.inserted)
  }, 0)

const lengthOf = (part: Extract<DraftChange, { at: number }>['removed']): number =>
  typeof part === 'string'
    ? part.length
    : part.reduce(
        (sum, item) =>
          sum + (typeof item === 'string' ? item.length : item.name.length + item.value.length),
        0,
      )

/** What has to be said of a stack to somebody who knows `saved`. */
export const stackPart = (saved: UndoStack, stack: UndoStack): UndoPart => {
  const known = new Map(saved.steps.map((step) => [step.number, step]))
  const changed = stack.steps.findIndex((step) => known.get(step.number) !== step)
  const steps = changed === -1 ? [] : stack.steps.slice(changed)
  const end = (stack.steps.at(-1)?.number ?? stack.position - 1) + 1
  const from = steps[0]?.number ?? end
  return { first: stack.steps[0]?.number ?? end, from, steps, position: stack.position }
}

/** The stack as it is after such a saying. */
export const patchedStack = (
  saved: UndoStack,
  { first, from, steps, position }: UndoPart,
): UndoStack => {
  const kept = saved.steps.filter(({ number }) => number >= first && number < from)
  const isWhole = steps.length === 0 || kept.length === 0 || kept.at(-1)?.number === from - 1
  return { steps: newest([...(isWhole ? kept : []), ...steps]), position }
}
