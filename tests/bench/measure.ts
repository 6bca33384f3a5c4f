import { readFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'

/** The middle value; of an even number of values the mean of the two in the middle. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const low = sorted[Math.ceil(sorted.length / 2) - 1]
  const high = sorted[Math.floor(sorted.length / 2)]
  if (low === undefined || high === undefined) throw new Error('There is no median of nothing.')
  return (low + high) / 2
}

/** The value that `share` of the values do not exceed: 0.95 for p95. */
export const percentile = (values: readonly number[], share: number): number => {
  const found = values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1]
  if (found === undefined) throw new Error('There is no percentile of nothing.')
  return found
}

/** Seconds that `work` takes. */
export const seconds = async (work: () => Promise<void>): Promise<number> => {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

/** Milliseconds that `work` takes. */
export const milliseconds = async (work: () => Promise<unknown>): Promise<number> =>
  (await seconds(async () => void (await work()))) * 1000

/** How busy the machine is: processes that want to run, for each core, over the last minute. */
export const load = (): string => ((loadavg()[0] ?? 0) / availableParallelism()).toFixed(1)

/** The most memory that a process has held, in MB; null where the system does not tell (not Linux). */
export const peakMemory = async (pid: number): Promise<number | null> => {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]
    return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024)
  } catch {
    return null
  }
}

/** Runs `work` on every item, at most `width` at a time. */
export const eachOf = async <Item>(
  items: Iterable<Item>,
  width: number,
  work: (item: Item) => Promise<unknown>,
): Promise<void> => {
  const queue = items[Symbol.iterator]()
  const worker = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) await work(next.value)
  }
  await Promise.all(Array.from({ length: width }, worker))
}
