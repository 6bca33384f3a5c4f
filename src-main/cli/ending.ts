/** Closing is bounded everywhere below; this is for what nobody thought of. */
const mostMs = 30_000

/**
 * Waits for SIGTERM, SIGINT or SIGHUP. Later ones change nothing: a terminal and npm both pass the same one
 * on, and what is in flight is still waited for.
 */
export const untilAskedToEnd = async (): Promise<void> => {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => resolve())
    }
  })
  setTimeout(() => process.exit(1), mostMs).unref()
}

/** Writes the one line of JSON that says a server is ready, the only thing on stdout. */
export const announce = (line: Readonly<Record<string, string>>): void => {
  process.stdout.write(`${JSON.stringify({ event: 'listening', ...line })}\n`)
}
