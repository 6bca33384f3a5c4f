import { writeFileSync } from 'node:fs'

/** Counts for scripts/test.mjs, with the reason of every skipped test. */
export default class CountReporter {
  passed = 0
  failed = 0
  /** @type {{ name: string, reason: string }[]} */
  skipped = []

  /** @param {import('vitest/node').TestCase} test */
  onTestCaseResult(test) {
    const result = test.result()
    if (result.state === 'passed') this.passed += 1
    if (result.state === 'failed') this.failed += 1
    if (result.state === 'skipped') this.skipped.push(describeSkip(test.fullName, result.note))
  }

  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    // A file that does not load has no tests that could fail.
    this.failed += modules.filter((module) => module.errors().length > 0).length
    if (this.failed === 0 && unhandledErrors.length > 0) this.failed = 1
    const { passed, failed, skipped } = this
    const file = process.env.SENDWRIGHT_TEST_COUNTS
    if (file) writeFileSync(file, JSON.stringify({ passed, failed, skipped }))
  }
}

/** A test gives its reason in `context.skip(reason)`, a group in its name. @type {(name: string, note: string | undefined) => { name: string, reason: string }} */
const describeSkip = (name, note) => {
  const inName = / \(skipped: ([^)]+)\)/.exec(name)
  const reason = note ?? inName?.[1] ?? 'what it needs is not here'
  return { name: name.replace(inName?.[0] ?? '', ''), reason }
}
