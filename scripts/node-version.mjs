const least = [22, 19]

/** Ends with words when this Node is too old: better-sqlite3 would crash on it without any. */
export const requireNode = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = least
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return
  process.stderr.write(
    `Sendwright needs Node ${least.join('.')} or newer; this is ${process.versions.node} (${process.execPath}).\n` +
      'Run it through npm (npm start, npm test, npm run engine), which uses the Node that npm ci brings; ' +
      'where npm ci brings none (macOS, other systems), install Node 24 from https://nodejs.org.\n',
  )
  process.exit(1)
}
