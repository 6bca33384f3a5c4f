import type { DraftChange, ListChange, TextChange } from './draft-steps'
import type { DraftContent } from './drafts'

/** The fields in which two versions of a draft differ, each as small as it can be told. */
export const changesBetween = (before: DraftContent, after: DraftContent): DraftChange[] =>
  Object.entries(after).flatMap(([name, now]: [string, unknown]): DraftChange[] => {
    const was = fieldOf(before, name)
    if (typeof was === 'string' && typeof now === 'string')
      return was === now ? [] : [{ name, ...textSpan(was, now) }]
    if (isItems(was) && isItems(now)) {
      const change = listSpan(was, now)
      return change ? [{ name, ...change }] : []
    }
    return isValue(was) && isValue(now) && was !== now ? [{ name, before: was, after: now }] : []
  })

/** The draft after these changes; undefined when one of them does not fit what is written. */
export const applyChanges = <Content extends DraftContent>(
  content: Content,
  changes: readonly DraftChange[],
): Content | undefined => {
  const fields: Record<string, unknown> = {}
  for (const change of changes) {
    const next = applied(fieldOf(content, change.name), change)
    if (next === undefined) return undefined
    fields[change.name] = next
  }
  return { ...content, ...fields }
}

/** What takes these changes back. */
export const inverse = (changes: readonly DraftChange[]): DraftChange[] =>
  changes.map((change) =>
    'before' in change
      ? { ...change, before: change.after, after: change.before }
      : // Each kind of stretch is inverted to its own kind.
        ({ ...change, removed: change.inserted, inserted: change.removed } as DraftChange),
  )

/** The one stretch in which two texts differ; never half of a character. */
export const textSpan = (was: string, now: string): Omit<TextChange, 'name'> => {
  const most = Math.min(was.length, now.length)
  let at = 0
  while (at < most && was.charCodeAt(at) === now.charCodeAt(at)) at += 1
  if (isHighHalf(was.charCodeAt(at - 1))) at -= 1
  let same = 0
  while (
    same < most - at &&
    was.charCodeAt(was.length - 1 - same) === now.charCodeAt(now.length - 1 - same)
  )
    same += 1
  if (isLowHalf(was.charCodeAt(was.length - same))) same -= 1
  return {
    at,
    removed: was.slice(at, was.length - same),
    inserted: now.slice(at, now.length - same),
  }
}

const isHighHalf = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00
const isLowHalf = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000

type Items = ListChange['removed']

const listSpan = (was: Items, now: Items): Omit<ListChange, 'name'> | undefined => {
  const [before, after] = [was.map(keyOf), now.map(keyOf)]
  const most = Math.min(before.length, after.length)
  let at = 0
  while (at < most && before[at] === after[at]) at += 1
  if (at === before.length && at === after.length) return undefined
  let same = 0
  while (same < most - at && before.at(-1 - same) === after.at(-1 - same)) same += 1
  return {
    at,
    removed: was.slice(at, was.length - same),
    inserted: now.slice(at, now.length - same),
  }
}

/** The same for items that say the same. */
const keyOf = (item: Items[number]): string =>
  typeof item === 'string' ? item : JSON.stringify([item.name, item.value, item.type])

const applied = (value: unknown, change: DraftChange): unknown => {
  if ('before' in change) return value === change.before ? change.after : undefined
  const { at, removed, inserted } = change
  if (typeof value === 'string') {
    if (typeof removed !== 'string' || !value.startsWith(removed, at) || at > value.length) return
    return value.slice(0, at) + String(inserted) + value.slice(at + removed.length)
  }
  if (!isItems(value) || typeof removed === 'string' || typeof inserted === 'string') return
  const there = value.slice(at, at + removed.length).map(keyOf)
  if (at > value.length || there.length !== removed.length) return
  if (removed.some((item, index) => keyOf(item) !== there[index])) return
  return value.toSpliced(at, removed.length, ...inserted)
}

const fieldOf = (content: DraftContent, name: string): unknown =>
  Object.hasOwn(content, name) ? content[name as keyof DraftContent] : undefined

/** Fields that are lists hold nothing else. */
const isItems = (value: unknown): value is Items => Array.isArray(value)

const isValue = (value: unknown): value is string | boolean | null =>
  value === null || typeof value === 'string' || typeof value === 'boolean'
