import type { DraftChange, ListChange, TextChange } from '@contract/draft-steps'
import type { DraftContent } from '@contract/drafts'

/** A draft before and after its newest change. */
export interface Edit {
  readonly before: DraftContent
  readonly after: DraftContent
}

/**
 * One change in place of two that follow each other when both are one act of writing: typing on, deleting on, or
 * putting right what was just typed. Undefined when they are not.
 */
export const joinChanges = (
  last: DraftChange,
  next: DraftChange,
  edit: Edit,
): DraftChange | undefined => {
  if (last.name !== next.name || 'before' in last || 'before' in next) return undefined
  if (isText(last) && isText(next)) return joinText(last, next, edit)
  return isText(last) || isText(next) ? undefined : joinList(last, next)
}

const isText = (change: TextChange | ListChange): change is TextChange =>
  typeof change.removed === 'string'

const joinText = (
  last: TextChange,
  next: TextChange,
  { before, after }: Edit,
): TextChange | undefined => {
  const end = last.at + last.inserted.length
  const { at, removed, inserted } = next
  if (removed === '') {
    // Text that comes in at once was not typed.
    if (last.inserted === '' || [...inserted].length > 1) return undefined
    const typed = slid(textOf(after, next.name), at, inserted.length, end)
    if (typed !== undefined) return { ...last, inserted: last.inserted + typed }
    if (last.removed !== '') return undefined
    const [length, start] = [last.inserted.length, at - last.inserted.length]
    const former = slid(textOf(before, next.name), last.at, length, start)
    return former === undefined ? undefined : { ...last, at: start, inserted: former + inserted }
  }
  if (inserted === '') {
    if (last.inserted !== '') return undefined
    const was = textOf(before, next.name)
    const onwards = slid(was, at, removed.length, last.at)
    if (onwards !== undefined) return { ...last, removed: last.removed + onwards }
    const start = last.at - removed.length
    const backwards = slid(was, at, removed.length, start)
    if (backwards === undefined) return undefined
    return { ...last, at: start, removed: backwards + last.removed }
  }
  // An input method or a correction puts something else in place of what was just typed.
  if (at < last.at || at + removed.length !== end) return undefined
  return { ...last, inserted: last.inserted.slice(0, at - last.at) + inserted }
}

/**
 * The stretch of `length` at `wanted`, when one at `at` can as well be taken for it: a letter that stands twice
 * does not tell which of the two is new.
 */
const slid = (text: string, at: number, length: number, wanted: number): string | undefined => {
  if (wanted < 0 || wanted > at) return undefined
  const isSame = text.slice(wanted, at) === text.slice(wanted + length, at + length)
  return isSame ? text.slice(wanted, wanted + length) : undefined
}

/** Typing in one part of one pair. */
const joinList = (last: ListChange, next: ListChange): ListChange | undefined => {
  if (last.at !== next.at) return undefined
  const [first, between, now] = [one(last.removed), one(last.inserted), one(next.inserted)]
  if (!first || !between || !now || one(next.removed) === undefined) return undefined
  const [was, is] = [differing(first, between), differing(between, now)]
  return was !== 'type' && was === is ? { ...last, inserted: next.inserted } : undefined
}

type Pair = Exclude<ListChange['removed'][number], string>

const one = (items: ListChange['removed']): Pair | undefined => {
  const [item] = items
  return items.length === 1 && typeof item === 'object' ? item : undefined
}

/** The only part in which two pairs differ. */
const differing = (left: Pair, right: Pair): keyof Pair | undefined => {
  const parts = (['name', 'value', 'type'] as const).filter((part) => left[part] !== right[part])
  return parts.length === 1 ? parts[0] : undefined
}

const textOf = (content: DraftContent, name: string): string =>
  String(content[name as keyof DraftContent])
