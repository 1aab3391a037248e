import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeOfSubject } from './requests.look.ts'

test('what a request is about has a page: a model by its name without the version, a use by its asset', () => {
  const model = { kind: 'model', id: 'late ships', version: '2', name: 'late ships v2' }
  assert.equal(
    placeOfSubject('harbour', { kind: 'promotion', subject: model }),
    '/projects/harbour/models/late%20ships/2',
  )
  const byId = { kind: 'model', id: 'mdl_1', version: '2', name: 'late ships' }
  assert.equal(placeOfSubject('harbour', { kind: 'review', subject: byId }), '/projects/harbour/models/late%20ships/2')
  const use = { kind: 'dataset', id: 'ds_1', name: 'calls \u2192 Harbour' }
  assert.equal(placeOfSubject('harbour', { kind: 'subscription', subject: use }), '/catalogue/ds_1')
  const run = { kind: 'run', id: 'run_1', name: 'quick heron' }
  assert.equal(placeOfSubject('harbour', { kind: 'handoff', subject: run }), '/projects/harbour/runs/run_1')
})
