import { writeFileSync } from 'node:fs'

/** @typedef {import('@playwright/test/reporter').TestCase} TestCase */

/** Counts for scripts/test.mjs, with the reason of every skipped test. */
export default class CountReporter {
  /** @type {Map<string, TestCase>} */
  tests = new Map()
  errors = 0

  /** @param {TestCase} test */
  onTestEnd(test) {
    this.tests.set(test.id, test)
  }

  onError() {
    this.errors += 1
  }

  onEnd() {
    const tests = [...this.tests.values()]
    const skipped = tests
      .filter((test) => test.outcome() === 'skipped')
      .map((test) => ({ name: titleOf(test), reason: reasonOf(test) }))
    const unexpected = tests.filter((test) => test.outcome() === 'unexpected').length
    const counts = {
      passed: tests.length - skipped.length - unexpected,
      failed: unexpected + this.errors,
      skipped,
    }
    const file = process.env.SENDWRIGHT_TEST_COUNTS
    if (file) writeFileSync(file, JSON.stringify(counts))
  }
}

/** @type {(test: TestCase) => string} */
const titleOf = (test) => test.titlePath().slice(1).filter(Boolean).join(' > ')

/** @type {(test: TestCase) => string} */
const reasonOf = (test) => {
  const annotations = [...test.annotations, ...test.results.flatMap((result) => result.annotations)]
  const skip = annotations.find(({ type, description }) => type === 'skip' && description)
  return skip?.description ?? 'what it needs is not here'
}
