import { readFile } from 'node:fs/promises'
import { median } from './measure.ts'

/** How busy things were while something ran: 1 is all of one core, or of all cores for the machine. */
export interface Busy {
  /** By the names that were given: what the thread that runs a process's JavaScript used. */
  readonly threads: Readonly<Record<string, number>>
  readonly machine: number
  readonly seconds: number
}

/**
 * Watches processes, by name and id, until the answer is called; that gives null where the system does not
 * tell (not Linux).
 */
export const watchBusy = async (
  pids: Readonly<Record<string, number>>,
): Promise<() => Promise<Busy | null>> => {
  const before = await read(pids)
  return async () => {
    const after = await read(pids)
    if (!before || !after) return null
    const seconds = (after.at - before.at) / 1000
    const threads = Object.keys(pids).map((name) => {
      const ticks = (after.ticks[name] ?? 0) - (before.ticks[name] ?? 0)
      return [name, ticks / ticksPerSecond / seconds]
    })
    const machine = (after.busy - before.busy) / (after.all - before.all)
    return { threads: Object.fromEntries(threads), machine, seconds }
  }
}

/** A thread that uses so much of a core has no time left; what is missing is how coarsely the system counts. */
const full = 0.85

/**
 * Medians of some runs in words, and what they say about what limits the rate. Told what each run did so many
 * times, it says the processor's time for one too, which other programs on the machine do not change much.
 */
export const toBusyWords = (runs: readonly (Busy | null)[], times: number): string => {
  const known = runs.filter((run) => run !== null)
  const names = Object.keys(known[0]?.threads ?? {})
  if (names.length === 0) return 'how busy the processes were is not told here'
  const threads = names.map(
    (name) => [name, median(known.map((run) => run.threads[name] ?? 0))] as const,
  )
  const machine = median(known.map((run) => run.machine))
  const limits = threads.filter(([, share]) => share >= full).map(([name]) => `the ${name}`)
  if (limits.length === 0)
    limits.push(machine >= full ? 'the cores, which are all taken' : 'the wait for answers')
  const seconds = median(known.map((run) => run.seconds))
  const each = (share: number) => `${Math.round((share * seconds * 1e6) / times)} µs each`
  const shares = threads.map(
    ([name, share]) => `${name} ${percent(share)} of a core (${each(share)})`,
  )
  const cores = `machine ${percent(machine)} of all`
  return `${[...shares, cores].join(', ')}; limited by ${limits.join(' and ')}`
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

/** Linux counts processors' time in hundredths of a second for programs, whatever its own clock. */
const ticksPerSecond = 100

interface Reading {
  readonly at: number
  readonly ticks: Readonly<Record<string, number>>
  readonly busy: number
  readonly all: number
}

/** See https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html and proc_stat.5.html. */
const read = async (pids: Readonly<Record<string, number>>): Promise<Reading | null> => {
  try {
    const ticks = Object.entries(pids).map(async ([name, pid]) => {
      const stat = await readFile(`/proc/${pid}/task/${pid}/stat`, 'utf8')
      // Behind the name, which may contain anything: utime and stime are the 12th and 13th field.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return [name, Number(fields[11]) + Number(fields[12])] as const
    })
    const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n')
    const times = line.split(/\s+/).slice(1, 9).map(Number)
    const all = times.reduce((sum, time) => sum + time, 0)
    const idle = (times[3] ?? 0) + (times[4] ?? 0)
    const at = performance.now()
    return { at, ticks: Object.fromEntries(await Promise.all(ticks)), busy: all - idle, all }
  } catch {
    return null
  }
}
