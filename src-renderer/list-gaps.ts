import { gapsKey, type Gap } from '@contract/gaps'

const gapsByRow = new WeakMap<object, readonly Gap[]>()

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Notes with every row of a list what the list lacks. */
export const markGaps = (reply: unknown): void => {
  if (!isObject(reply) || !(gapsKey in reply)) return
  // Main has made the list of gaps itself.
  const gaps = reply[gapsKey] as readonly Gap[]
  for (const part of Object.values(reply)) {
    if (!Array.isArray(part) || part === gaps) continue
    for (const row of part) if (isObject(row)) gapsByRow.set(row, gaps)
  }
}

/** What is blank or missing beside these rows, each once. */
export const gapsAmong = (rows: readonly unknown[]): Gap[] => {
  const gaps = rows.flatMap((row) => (isObject(row) ? (gapsByRow.get(row) ?? []) : []))
  return [...new Map(gaps.map((gap) => [`${gap.id} ${gap.field}`, gap])).values()]
}
