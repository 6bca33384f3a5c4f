import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { DeliveryReceipt } from '../store/claims'

/**
 * Who was handed over to a provider, and what came of it, as long as the ledger does not say so. A lane
 * claims a little more than it has free connections, so that one transaction serves many recipients. Without
 * this all of them would be in doubt after a crash; with it only those whose call was being made are:
 *
 * - a recipient is `in_flight` in the ledger first; then it is noted here; then the provider is called;
 * - whoever is `in_flight` and was never noted was not sent to, and waits again after a crash;
 * - whoever was noted and has a receipt here has an outcome; whoever was noted and has none is in doubt.
 *
 * A note is one write to a file, handed to the system but not waited for: it outlives the program, not a power
 * cut. After one the file is not asked, and everybody who may have been sent to is in doubt (`horizon.ts`).
 */
export interface HandOvers {
  /** Throws when it cannot be written; then nobody may be called. */
  note(ended: readonly DeliveryReceipt[], begun: readonly number[]): void
  /** The ledger has these outcomes now. */
  recorded(receipts: readonly DeliveryReceipt[]): void
  /** What is known of one who is in flight; undefined while it is being called. */
  outcomeOf: OutcomeOf
  /** Forgets everything; the ledger knows it all. */
  end(): void
}

/** A receipt, that no provider was called, or nothing. */
export type OutcomeOf = (id: number) => DeliveryReceipt | 'unused' | undefined

type Notes = Map<number, DeliveryReceipt | undefined>

/** A file that has grown so large is followed by one with what still counts. */
const largest = 1 << 20

const fileOf = (folder: string, turn: number): string => join(folder, `hand-overs-${turn % 2}.log`)

const outcomeIn =
  (notes: Notes): OutcomeOf =>
  (id) =>
    notes.has(id) ? notes.get(id) : 'unused'

/** Begins a new file, in the place of all earlier ones. `token` is unique. */
export const openHandOvers = (folder: string, token: string): HandOvers => {
  const notes: Notes = new Map()
  let recorded: number[] = []
  let turn = 0
  let file = openSync(fileOf(folder, turn), 'w')
  let size = 0

  const write = (line: unknown): void => {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`)
    // In its place: what a full disk took of an earlier one is written over.
    if (writeSync(file, bytes, 0, bytes.length, size) < bytes.length)
      throw Object.assign(new Error('The note was cut off.'), { code: 'ENOSPC' })
    size += bytes.length
  }
  const head = (): void => {
    const open = [...notes].flatMap(([id, receipt]) => (receipt ? [] : [id]))
    const ended = [...notes.values()].filter((receipt) => receipt !== undefined)
    write({ token, turn, open, ended })
  }
  /** The earlier file stays until the next turn: it counts as long as this one has no head. */
  const turnOver = (): void => {
    const next = openSync(fileOf(folder, turn + 1), 'w')
    closeSync(file)
    file = next
    turn++
    size = 0
  }
  rmSync(fileOf(folder, 1), { force: true })
  head()

  return {
    note: (ended, begun) => {
      if (size > largest) turnOver()
      if (size === 0) head()
      write([begun, ended, recorded])
      recorded = []
      for (const receipt of ended) notes.set(receipt.id, receipt)
      for (const id of begun) notes.set(id, undefined)
    },
    recorded: (receipts) => {
      for (const { id } of receipts) if (notes.delete(id)) recorded.push(id)
    },
    outcomeOf: outcomeIn(notes),
    end: () => {
      closeSync(file)
      for (const at of [0, 1]) rmSync(fileOf(folder, at), { force: true })
    },
  }
}

const ids = z.array(z.int())
const receipt = z.object({
  id: z.int(),
  state: z.enum(['accepted', 'failed', 'unknown', 'pending']),
  error: z.string().nullable(),
  finishedAt: z.string().nullable(),
  attempts: z.int(),
  dueAt: z.int().nullable(),
  call: z.string().nullable(),
})
const headLine = z.object({
  ...{ token: z.string(), turn: z.int(), open: ids, ended: z.array(receipt) },
})
const noteLine = z.tuple([ids, z.array(receipt), ids])

/**
 * What the program that ended noted. When there is no file of this name, or it is damaged, nothing is known
 * of anybody.
 */
export const readHandOvers = (folder: string, token: string | undefined): OutcomeOf => {
  const files = [0, 1].map((turn) => readNotes(fileOf(folder, turn)))
  const [latest] = files
    .filter((found) => found !== undefined && found.token === token)
    .toSorted((a, b) => (b?.turn ?? 0) - (a?.turn ?? 0))
  return latest?.notes ? outcomeIn(latest.notes) : () => undefined
}

/** `notes` is missing where a line cannot be understood. */
interface NoteFile {
  readonly token: string
  readonly turn: number
  readonly notes: Notes | undefined
}

const readNotes = (file: string): NoteFile | undefined => {
  // Behind the last line may be a part of one, whose call was never made.
  const [first, ...lines] = readText(file).split('\n').slice(0, -1)
  const head = headLine.safeParse(parse(first))
  if (!head.success) return undefined
  const { token, turn, open, ended } = head.data
  const notes: Notes = new Map(open.map((id) => [id, undefined]))
  for (const one of ended) notes.set(one.id, one)
  for (const line of lines) {
    const note = noteLine.safeParse(parse(line))
    if (!note.success) return { token, turn, notes: undefined }
    const [begun, receipts, recorded] = note.data
    for (const id of recorded) notes.delete(id)
    for (const one of receipts) notes.set(one.id, one)
    for (const id of begun) notes.set(id, undefined)
  }
  return { token, turn, notes }
}

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

const parse = (line: string | undefined): unknown => {
  try {
    return JSON.parse(line ?? '')
  } catch {
    return undefined
  }
}
