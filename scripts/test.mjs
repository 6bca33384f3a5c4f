import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildIfStale, root } from './build-if-stale.mjs'
import { runToEnd } from './children.mjs'
import { requireNode } from './node-version.mjs'

/** @typedef {{ passed: number, failed: number, skipped: { name: string, reason: string }[] }} Counts */
/** @typedef {'unit' | 'contract' | 'ui' | 'e2e'} Suite */

/** @type {readonly Suite[]} */
const suites = ['unit', 'contract', 'ui', 'e2e']

/** @type {(asked: string[]) => Suite[]} */
const choose = (asked) => {
  const unknown = asked.filter((name) => !suites.some((suite) => suite === name))
  if (unknown.length > 0) {
    process.stderr.write(
      `There are no tests "${unknown.join(', ')}": ask for ${suites.join(', ')}.\n`,
    )
    process.exit(2)
  }
  return asked.length === 0 ? [...suites] : suites.filter((suite) => asked.includes(suite))
}

/** Runs one of the two runners and reads what its counting reporter wrote. @type {(script: string, parameters: string[]) => Promise<Counts>} */
const run = async (script, parameters) => {
  const folder = await mkdtemp(join(tmpdir(), 'sendwright-counts-'))
  const file = join(folder, 'counts.json')
  try {
    const code = await runToEnd(process.execPath, [script, ...parameters], {
      cwd: root,
      env: { ...process.env, SENDWRIGHT_TEST_COUNTS: file },
    })
    /** @type {Counts | undefined} */
    const counts = await readFile(file, 'utf8').then(JSON.parse, () => undefined)
    if (!counts) return { passed: 0, failed: 1, skipped: [] }
    // A runner may fail although every test passed: an error outside of any test, for one.
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** @type {(chosen: Suite[]) => Promise<Counts>} */
const vitest = (chosen) => {
  const projects = chosen.flatMap((suite) => (suite === 'unit' ? ['unit', 'renderer'] : [suite]))
  return run(join(root, 'node_modules', 'vitest', 'vitest.mjs'), [
    'run',
    '--passWithNoTests',
    ...projects.flatMap((project) => ['--project', project]),
    '--reporter=default',
    '--reporter=./scripts/count-vitest.mjs',
  ])
}

/** @type {(suite: Suite) => Promise<Counts>} */
const playwright = (suite) =>
  run(join(root, 'node_modules', '@playwright', 'test', 'cli.js'), [
    'test',
    '--pass-with-no-tests',
    `--project=${suite}`,
    '--reporter=list,./scripts/count-playwright.mjs',
  ])

requireNode()
const chosen = choose(process.argv.slice(2))
const inVitest = chosen.filter((suite) => suite === 'unit' || suite === 'contract')
/** @type {Counts[]} */
const all = []
try {
  // The unit tests start the built program, too.
  await buildIfStale()
  if (inVitest.length > 0) all.push(await vitest(inVitest))
  if (chosen.includes('ui')) all.push(await playwright('ui'))
  if (chosen.includes('e2e')) all.push(await playwright('e2e'))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  all.push({ passed: 0, failed: 1, skipped: [] })
}
const passed = all.reduce((sum, counts) => sum + counts.passed, 0)
const failed = all.reduce((sum, counts) => sum + counts.failed, 0)
const skipped = all.flatMap((counts) => counts.skipped)
process.stdout.write('\n')
for (const { name, reason } of skipped) process.stdout.write(`Skipped: ${name}: ${reason}\n`)
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped.length} skipped\n`)
process.exitCode = failed > 0 ? 1 : 0
