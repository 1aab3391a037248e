import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { z } from 'zod'
import { demoImage } from '../../../test/python.ts'
import { AppError } from '../../kernel/errors.ts'
import { encodeInput, planFeeds, schemaOf } from '../../projects/deployments/signatures/feeds.ts'
import { decodeOutputs, planPredictions } from '../../projects/deployments/signatures/predictions.ts'
import { readMlModel } from '../../projects/deployments/signatures/signature.ts'
import { startOnnxProcess } from '../../projects/deployments/workers/onnx.ts'
import { invocationFailure, parseInvocation, writeInvocation } from './invocations.ts'

const root = join(import.meta.dirname, '../../..')
const folder = mkdtemp(join(tmpdir(), 'invocations-'))
const host = startOnnxProcess({ memoryBytes: 1024 ** 3 })
after(async () => {
  await (await host).close()
  await rm(await folder, { recursive: true, force: true })
})

const row = { origin: 'SFO', destination: 'LAX', distance: 337.5, hour: 17, weekend: true }
const names = Object.keys(row)
const values = Object.values(row)
const columns = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, [value, value]]))
const csv = `${names.join(',')}\nSFO,LAX,337.5,17,True\n"XYZ",,,8,False\n`

/** What both answer alike: the same status, and with 200 the same predictions. */
const alike: Record<string, [string, string]> = {
  dataframe_split: json({ dataframe_split: { columns: names, data: [values, values] } }),
  'dataframe_split in another order with an index': json({
    dataframe_split: { columns: names.toReversed(), index: [7], data: [values.toReversed()] },
  }),
  dataframe_records: json({ dataframe_records: [row, { ...row, origin: 'XYZ' }] }),
  'extra columns': json({ dataframe_records: [{ ...row, zz: 1 }], params: { a: 1 } }),
  'instances by row': json({ instances: [row, row, row] }),
  'inputs by column': json({ inputs: columns }),
  'inputs of one row': json({ inputs: row }),
  'inputs by row': json({ inputs: [row, row] }),
  'a missing number': json({ dataframe_records: [{ ...row, distance: null }] }),
  'a missing text': json({ dataframe_records: [{ ...row, origin: null }] }),
  'bare NaN': ['application/json', JSON.stringify({ dataframe_records: [row] }).replace('337.5', 'NaN')],
  'numbers as text': json({ dataframe_records: [{ ...row, distance: '337.5', hour: '17' }] }),
  'a whole float for an integer': json({ dataframe_records: [{ ...row, hour: 17.0 }] }),
  csv: ['text/csv', csv],
  'csv with a charset': ['text/csv; charset=utf-8', csv],
  'csv with other words for booleans': ['text/csv', csv.replace('True', 'TRUE').replace('False', 'false')],
  'a missing column': json({ dataframe_records: [{ origin: 'SFO', zz: 1 }] }),
  'a text that is no number': json({ dataframe_records: [{ ...row, distance: 'far' }] }),
  'a missing integer': json({ dataframe_records: [{ ...row, hour: null }] }),
  'a list in a cell': json({ dataframe_records: [{ ...row, distance: [1] }] }),
  'no rows': json({ dataframe_split: { columns: names, data: [] } }),
  'no records': json({ dataframe_records: [] }),
  'a ragged table': json({ dataframe_split: { columns: names, data: [values, values.slice(0, 2)] } }),
  'columns of different lengths': json({ inputs: { ...columns, hour: [1] } }),
  'rows without names': json({ inputs: [[1, 2]] }),
  'instances of different keys': json({ instances: [row, { origin: 'SFO' }] }),
  'too many values': json({ dataframe_split: { columns: ['a'], data: [[1, 2]] } }),
  'split without data': json({ dataframe_split: { columns: [] } }),
  'split as a list': json({ dataframe_split: [1] }),
  'records as a dictionary': json({ dataframe_records: {} }),
  'two formats': json({ inputs: 1, instances: 2 }),
  'no format': json({ rows: [] }),
  'a list': json([1]),
  'not JSON': ['application/json', '{x'],
  nothing: ['application/json', ''],
  'csv of nothing': ['text/csv', ''],
  'csv with a word for a number': ['text/csv', csv.replace('337.5', 'far')],
  'csv with a missing integer': ['text/csv', csv.replace('17', '')],
  'csv with a fraction for an integer': ['text/csv', csv.replace('17', '17.5')],
  'csv with too many fields': ['text/csv', `${csv}a,b,c,d,e,f\n`],
  'another content type': ['text/plain', '{}'],
  'another charset': ['application/json; charset=latin1', '{}'],
  'an unknown parameter': ['application/json; version=1', '{}'],
}

function json(body: unknown): [string, string] {
  return ['application/json', JSON.stringify(body)]
}

const Told = z.object({
  sample: z.object({ columns: z.array(z.string()), data: z.array(z.array(z.unknown())) }),
  labels: z.array(z.string()),
  chances: z.array(z.array(z.number())),
  numbers: z.object({ columns: z.array(z.string()), data: z.array(z.array(z.number())) }),
  delays: z.array(z.number()),
  answers: z.array(z.tuple([z.number(), z.string()])),
})

/** The models, and what scikit-learn and mlflow's own scoring code say. */
const told = (async () => {
  const python = join(await demoImage(), 'bin', 'python')
  const flights = join(root, 'node_modules/vega-datasets/data/flights-20k.json')
  const child = spawn(python, [join(root, 'test/serving_model.py'), flights, await folder], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end(JSON.stringify(Object.values(alike)))
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
  assert(out, errors)
  return Told.parse(JSON.parse(out))
})()

async function deploy(name: string) {
  await told
  const place = await folder
  const { signature } = readMlModel(await readFile(join(place, name, 'MLmodel'), 'utf8'))
  const model = await (await host).load(name, join(place, `${name}.onnx`), { rowsAreIndependent: true })
  const feedPlan = planFeeds(signature?.inputs, model.inputs)
  const facts = {
    ...(signature?.outputs ? { schema: signature.outputs } : {}),
    ...(model.classLabels ? { classLabels: model.classLabels } : {}),
  }
  const predictionPlan = planPredictions(model.outputs, facts)
  return async (contentType: string, body: string) => {
    const invocation = parseInvocation({ contentType, body: new TextEncoder().encode(body) }, schemaOf(feedPlan))
    const { feeds } = encodeInput(invocation.input, feedPlan)
    const outputs = await (await host).predict(name, feeds, { timeoutMs: 10_000 })
    const decoded = decodeOutputs(outputs, predictionPlan)
    return { ...decoded, body: writeInvocation(decoded.predictions, invocation) }
  }
}

const classifier = deploy('classifier')

async function answer(contentType: string, body: string): Promise<[number, string]> {
  try {
    return [200, (await (await classifier)(contentType, body)).body]
  } catch (error) {
    assert(error instanceof AppError, String(error))
    const { status, body } = invocationFailure(error)
    return [status, body]
  }
}

test('a pipeline with texts, numbers and booleans predicts what scikit-learn predicts, probabilities within 1e-6', async () => {
  const { sample, labels, chances } = await told
  const predicted = await (await classifier)(...json({ dataframe_split: sample }))
  assert.deepEqual(predicted.predictions, labels)
  assert.deepEqual(predicted.classes, ['late', 'on time'])
  assert.equal(predicted.probabilities?.length, 200)
  for (const [index, chance] of chances.entries()) {
    const given: number[] = predicted.probabilities?.[index] ?? []
    assert(
      chance.every((one, at) => Math.abs(one - (given[at] ?? Number.NaN)) < 1e-6),
      `row ${index}: ${given.join()} is not ${chance.join()}`,
    )
  }
})

test('a regressor that takes one matrix gives one number a row', async () => {
  const { numbers, delays } = await told
  const { predictions, probabilities } = await (await deploy('regressor'))(...json({ dataframe_split: numbers }))
  assert.equal(probabilities, undefined)
  assert(Array.isArray(predictions))
  assert(delays.every((delay, at) => Math.abs(delay - Number(predictions[at])) < 1e-5))
})

for (const [index, [name, request]] of Object.entries(alike).entries()) {
  test(`mlflow's own scoring and ours agree on ${name}`, async () => {
    const [status, body] = (await told).answers[index] ?? []
    const [ourStatus, ourBody] = await answer(...request)
    assert.equal(ourStatus, status, `${ourBody}\n${body}`)
    if (status === 200) assert.deepEqual(JSON.parse(ourBody), JSON.parse(body ?? ''))
    if (status === 400)
      assert.equal(JSON.parse(ourBody).error_code, JSON.parse(body ?? '').error_code, `${ourBody}\n${body}`)
  })
}

test('values that mlflow would change without a word are refused with the row and the reason', async () => {
  const refusals: [Record<string, unknown>, RegExp][] = [
    [{ hour: 17.5 }, /column hour to type 'int64'. Error: the value in row 0 has a fraction/],
    [{ weekend: 'sometimes' }, /column weekend to type 'bool'/],
    [{ weekend: null }, /column weekend to type 'bool'/],
    [{ origin: 5 }, /column origin to type 'str'. Error: the value in row 0 is a number/],
  ]
  for (const [change, reason] of refusals) {
    const [status, body] = await answer(...json({ dataframe_records: [{ ...row, ...change }] }))
    assert.equal(status, 400)
    assert.match(JSON.parse(body).message, reason)
  }
  const [, tooLarge] = await answer(
    'application/json',
    JSON.stringify({ dataframe_records: [row] }).replace('17', '9223372036854775808'),
  )
  assert.match(tooLarge, /out of range/)
})

test('missing columns are named as mlflow names them', async () => {
  const [, body] = await answer(...json({ dataframe_records: [{ origin: 'SFO', distance: 1, zz: 1 }] }))
  assert.deepEqual(JSON.parse(body), {
    error_code: 'INVALID_PARAMETER_VALUE',
    message: `Model is missing inputs ['destination', 'hour', 'weekend']. Note that there were extra inputs: ['zz'].`,
    sqlstate: 'KAM01',
    error_class: 'SCHEMA_ENFORCEMENT_FAILED',
  })
})

test('chat payloads pass without an envelope, both ways', () => {
  const body = new TextEncoder().encode('{"messages": [{"role": "user"}]}')
  const invocation = parseInvocation({ contentType: 'application/json', body }, undefined)
  assert.deepEqual(invocation.payload, { messages: [{ role: 'user' }] })
  assert.equal(writeInvocation({ choices: [] }, invocation), '{"choices":[]}')
})

test("a failure keeps its meaning in mlflow's words", () => {
  const told = (error: AppError) => {
    const { status, body } = invocationFailure(error)
    return [status, JSON.parse(body).error_code]
  }
  assert.deepEqual(told(new AppError('unavailable', 'x')), [503, 'TEMPORARILY_UNAVAILABLE'])
  assert.deepEqual(told(new AppError('unavailable', 'x', { details: { reason: 'deadline' } })), [
    504,
    'DEADLINE_EXCEEDED',
  ])
  assert.deepEqual(told(new AppError('not_found', 'x')), [404, 'RESOURCE_DOES_NOT_EXIST'])
})
