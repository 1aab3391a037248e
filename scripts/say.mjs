/** A failure whose message is all that a person needs. */
export class Sentence extends Error {}

/**
 * Prints a line and returns the word for its end, which tells how long it took.
 * @param {string} line
 */
export function say(line) {
  const since = performance.now()
  process.stderr.write(`${line}\n`)
  return (/** @type {string} */ end) => {
    process.stderr.write(`${end} in ${((performance.now() - since) / 1000).toFixed(1)} s\n`)
  }
}
