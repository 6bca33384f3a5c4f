import { z } from 'zod'
import { anyText, pushPair } from './draft-fields'

const name = z.string().min(1).max(40)
const place = z.int().min(0)

/** A stretch of a text and what took its place; places in UTF-16 units. */
const textChange = z.strictObject({ name, at: place, removed: anyText, inserted: anyText })

const items = z.array(z.union([anyText, pushPair]))

/** A stretch of a list and what took its place. */
const listChange = z.strictObject({ name, at: place, removed: items, inserted: items })

const value = z.union([anyText, z.boolean(), z.null()])

/** A field of another kind, whole. */
const valueChange = z.strictObject({ name, before: value, after: value })

/** How one field of a draft changed. */
export const draftChange = z.union([textChange, listChange, valueChange])

/** What one undo takes back: every field that changed at once. */
export const draftStep = z.strictObject({
  /** Steps of a draft are numbered without gaps. */
  number: place,
  /** When it was last added to, in milliseconds. */
  at: z.int(),
  changes: z.array(draftChange).min(1).max(40),
})

/** What can be undone and redone, oldest first; `position` is the number of the next step to redo. */
export const undoStack = z.object({ steps: z.array(draftStep).max(200), position: place })

/** What became of a stack since it was last saved. */
export const undoPart = z.strictObject({
  /** Steps with a lower number are forgotten. */
  first: place,
  /** Steps from this number on are replaced by `steps`. */
  from: place,
  steps: z.array(draftStep).max(200),
  position: place,
})

/** A stretch of a text and what took its place. */
export type TextChange = z.infer<typeof textChange>
/** A stretch of a list and what took its place. */
export type ListChange = z.infer<typeof listChange>
/** How one field of a draft changed. */
export type DraftChange = z.infer<typeof draftChange>
/** What one undo takes back. */
export type DraftStep = z.infer<typeof draftStep>
/** What can be undone and redone. */
export type UndoStack = z.infer<typeof undoStack>
/** What became of a stack since it was last saved. */
export type UndoPart = z.infer<typeof undoPart>
