import { toRaw } from 'vue'

const readTimes = new WeakMap<object, string>()

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Notes that a reply, and every row in it, was given by the server at an earlier time. */
export const markRead = (reply: unknown, readAt: string): void => {
  if (!isObject(reply)) return
  readTimes.set(reply, readAt)
  for (const part of Object.values(reply)) {
    if (!Array.isArray(part)) continue
    // An empty list has an age as well.
    readTimes.set(part, readAt)
    for (const row of part) if (isObject(row)) readTimes.set(row, readAt)
  }
}

/** When the oldest of these values was read; `undefined` when all of them are new. */
export const oldestReadTime = (values: readonly unknown[]): string | undefined =>
  values
    .flatMap((value) => (isObject(value) ? [readTimes.get(toRaw(value))] : []))
    .filter((readAt) => readAt !== undefined)
    .toSorted()
    .at(0)
