import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { openTrireme, type Inside } from '../inside.ts'
import { openMlflow } from '../mlflow.ts'
import { bodyOf, speaker, type Answer, type Send } from './compare.ts'
import { startOriginal, type Original } from './original.ts'
import { modelSteps } from './registry.steps.ts'
import { searchSteps } from './search.steps.ts'
import type { Step } from './step.ts'
import { trackingSteps } from './tracking.steps.ts'

describe("MLflow's own server and ours, asked the same in turn", { timeout: 900_000 }, () => {
  let inside: Inside
  let original: Original
  const pairs: { step: Step; ours: Answer; theirs: Answer }[] = []

  before(async () => {
    ;[inside, original] = await Promise.all([openTrireme(), startOriginal()])
    const mlflow = await openMlflow(inside)
    const ours = speaker(sender(mlflow.url, { Authorization: `Bearer ${mlflow.token}` }))
    const theirs = speaker(sender(original.url, {}))
    for (const step of [...trackingSteps, ...modelSteps, ...searchSteps])
      pairs.push({ step, ours: await ours(step), theirs: await theirs(step) })
  })
  after(() => Promise.all([inside.close(), original.stop()]))

  test('answer the same, word for word, but where ours is better on purpose', () => {
    const others = pairs.filter(({ step, ours, theirs }) => !step.differs && !isDeepStrictEqual(ours, theirs))
    assert.equal(
      others.map(({ step, ours, theirs }) => [step.call, ours, theirs].map(shown).join('\n  ')).join('\n'),
      '',
    )
  })

  test('differ where it is said, and ours is then what it is said to be', () => {
    for (const { step, ours, theirs } of pairs) {
      const { differs } = step
      if (!differs) continue
      const asked = `${shown(step.call)} (${differs.why}): ${shown(ours)}`
      assert.ok(!isDeepStrictEqual(ours, theirs), `no longer differs: ${asked}`)
      assert.equal(ours.status, differs.status, asked)
      if (differs.says) assert.match(bodyOf(ours).message, differs.says, asked)
    }
  })

  test('are compared in searches that find something', () => {
    const finding = pairs.filter(({ step, ours }) => searchSteps.includes(step) && 'runs' in Found.parse(ours.body))
    const searches = searchSteps.filter(({ call }) => call[1] === 'runs/search')
    assert.deepEqual(
      searches.filter(one => !finding.some(({ step }) => step === one)).map(({ call }) => shown(call)),
      [],
    )
  })

  test('the mistakes of a caller are never a fault of our server', () => {
    assert.deepEqual(
      pairs.filter(({ ours }) => ours.status >= 500).map(({ step }) => shown(step.call)),
      [],
    )
  })
})

const Found = z.record(z.string(), z.unknown())

const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 2_000)

const sender =
  (url: string, headers: Record<string, string>): Send =>
  async (method, path, body) => {
    // the one route that the original serves only to its own pages
    const api = path === 'experiments/search-datasets' ? 'ajax-api' : 'api'
    const response = await fetch(`${url}/${api}/2.0/mlflow/${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const said = await response.text()
    return { status: response.status, body: said.startsWith('{') ? JSON.parse(said) : said }
  }
