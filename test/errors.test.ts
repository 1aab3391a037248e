import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorCodes } from '../src/kernel/errors.ts'
import { readProjectFile } from './tree.ts'

/** The rows of the table: code, status, what it means, what to do. */
function documented(): Map<string, { status: number; words: string[] }> {
  const rows = [...readProjectFile('docs/errors.md').matchAll(/^\| `(\w+)` \| (\d{3}) \| (.+) \| (.+) \|$/gm)]
  return new Map(rows.map(([, code = '', status, ...words]) => [code, { status: Number(status), words }]))
}

test('docs/errors.md explains every error code and no other', () => {
  assert.deepEqual([...documented().keys()].toSorted(), Object.keys(errorCodes).toSorted())
})

test('docs/errors.md names the status that each code is sent with, its meaning and what to do', () => {
  const rows = documented()
  for (const [code, status] of Object.entries(errorCodes)) {
    assert.equal(rows.get(code)?.status, status, code)
    for (const words of rows.get(code)?.words ?? []) assert(words.trim().length > 10, code)
  }
})
