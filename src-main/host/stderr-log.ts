/** Writes one line to stderr, with the time; stdout belongs to whoever started the program. */
export const stderrLog = (line: string): void => {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`)
}
