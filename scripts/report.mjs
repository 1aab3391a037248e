import { relative } from 'node:path'
import { inspect } from 'node:util'

/** @typedef {{ passed: number, failed: number, skipped: number, output: string[], failures: string[] }} Tally */
/** @typedef {import('node:test/reporters').TestEvent} TestEvent */

/**
 * One line a file, the whole story of what failed, and one line of totals.
 * @param {string} root
 */
export function openReport(root) {
  /** @type {Map<string, Tally>} */
  const files = new Map()
  const total = { passed: 0, failed: 0, skipped: 0 }
  const of = (/** @type {string} */ file) => {
    const known = files.get(file) ?? { passed: 0, failed: 0, skipped: 0, output: [], failures: [] }
    files.set(file, known)
    return known
  }

  /** @param {string} name @param {string} why */
  function fail(name, why) {
    total.failed += 1
    print(`✗ ${name}\n${indent(why)}`)
  }

  /** @param {string} file @param {{ passed: boolean, error?: unknown, ms: number }} end */
  function closeFile(file, { passed, error, ms }) {
    const tally = of(file)
    const isEmpty = tally.passed + tally.failed + tally.skipped === 0
    if (!passed && tally.failed === 0) tally.failures.push(`the file itself failed\n${indent(storyOf(error))}`)
    if (passed && isEmpty) tally.failures.push('it holds no test')
    tally.failed = Math.max(tally.failed, tally.failures.length)
    for (const key of /** @type {const} */ (['passed', 'failed', 'skipped'])) total[key] += tally[key]
    const mark = tally.failed > 0 ? '✗' : '✓'
    print(`${mark} ${relative(root, file)}  ${tally.passed} passed${others(tally)}  ${(ms / 1000).toFixed(1)} s`)
    for (const failure of tally.failures) print(indent(failure))
  }

  return {
    fail,
    /** @param {TestEvent} event */
    take(event) {
      if (event.type === 'test:stdout' || event.type === 'test:stderr')
        of(entryOf(event.data)).output.push(event.data.message)
      if (event.type !== 'test:complete' || event.data.details.type === 'suite') return
      const { name, details, skip } = event.data
      const file = entryOf(event.data)
      if (name === file)
        return closeFile(file, { passed: details.passed, error: details.error, ms: details.duration_ms })
      const tally = of(file)
      if (skip !== undefined && skip !== false) tally.skipped += 1
      else if (details.passed) tally.passed += 1
      else {
        tally.failed += 1
        if (!isOfSubtests(details.error)) tally.failures.push(`${name}\n${indent(storyOf(details.error))}`)
      }
    },
    /** Prints the totals; true when something ran and nothing failed. */
    close() {
      for (const [file, { failed, output }] of files) if (failed > 0) printOutput(relative(root, file), output)
      if (total.passed + total.failed === 0) fail('the run', 'found no test')
      print(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
      return total.failed === 0
    },
  }
}

/** The runner hands output over in the order of files, later than their end. @param {string} file @param {string[]} output */
function printOutput(file, output) {
  if (output.length > 0) print(`\n${file} printed:\n${indent(output.join('').trimEnd().slice(-8_000))}`)
}

/** The file that was run: a test may be declared by a helper in another. @param {{ file?: string, entryFile?: string }} data */
const entryOf = ({ file = '', entryFile = file }) => entryFile

/** @param {string} text */
const print = text => process.stdout.write(`${text}\n`)

/** @param {string} text */
const indent = text => text.replaceAll(/^(?=.)/gm, '  ')

/** @param {Tally} tally */
const others = ({ failed, skipped }) =>
  `${failed > 0 ? `, ${failed} failed` : ''}${skipped > 0 ? `, ${skipped} skipped` : ''}`

/** @param {unknown} error */
const isOfSubtests = error => error instanceof Error && 'failureType' in error && error.failureType === 'subtestsFailed'

/** The error that the test threw, not the runner's wrapping of it. @param {unknown} error */
function storyOf(error) {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  return cause instanceof Error ? (cause.stack ?? cause.message) : typeof cause === 'string' ? cause : inspect(cause)
}
