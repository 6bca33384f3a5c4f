import { writeFileSync } from 'node:fs'

/** Counts for scripts/test.mjs, with the reason of every skipped test: `context.skip(reason)` gives it. */
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
    if (result.state === 'skipped') {
      const reason = result.note ?? 'what it needs is not here'
      this.skipped.push({ name: test.fullName, reason })
    }
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
