import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'

/**
 * The same as long as the computer runs. Where the system has no such name it is the time of its start,
 * which a corrected clock may change: then a crash leaves a few more people in doubt than it must.
 */
export const readBootId = (): string => {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    const startedAt = Date.now() / 1000 - uptime()
    return `started ${Math.round(startedAt / 120)}`
  }
}
