import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { promisify } from 'node:util'
import { gunzipSync, inflateSync } from 'node:zlib'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { pythonImage } from '../../../test/python.ts'
import { AppError } from '../../kernel/errors.ts'
import { planFeeds } from '../../projects/deployments/signatures/feeds.ts'
import type { ColumnSpec } from '../../projects/deployments/signatures/signature.ts'
import type { TensorSpec } from '../../projects/deployments/signatures/tensor.ts'
import { feedsOfTensors } from './oip-feeds.ts'
import {
  health,
  inferFailure,
  modelMetadata,
  parseInferRequest,
  serverMetadata,
  unknownModel,
  writeInferReply,
} from './oip.ts'

const inputs: TensorSpec[] = [
  { name: 'carrier', type: 'string', shape: [-1, 1] },
  { name: 'distance', type: 'float32', shape: [-1, 1] },
  { name: 'hour', type: 'int64', shape: [-1, 1] },
]
const plan = planFeeds(undefined, inputs)

/** A server with one model that gives back what it was fed. */
function echoApp() {
  const app = new Hono()
  app.onError(error => {
    const { status, headers, body } = inferFailure(
      error instanceof AppError ? error : new AppError('internal', String(error)),
    )
    return new Response(body, { status, headers })
  })
  app.get('/v2/health/:what', c => c.json(health))
  app.get('/v2', c => c.json(serverMetadata('1')))
  app.get('/v2/models/:name', c =>
    c.json(
      modelMetadata({
        name: known(c.req.param('name')),
        versions: ['1'],
        platform: 'onnx_onnxv1',
        inputs,
        outputs: inputs,
      }),
    ),
  )
  app.get('/v2/models/:name/ready', c => c.json({ name: known(c.req.param('name')), ready: true }))
  app.post('/v2/models/:name/infer', async c => {
    const sent = Buffer.from(await c.req.arrayBuffer())
    const encoding = c.req.header('content-encoding')
    const body = encoding === 'gzip' ? gunzipSync(sent) : encoding === 'deflate' ? inflateSync(sent) : sent
    return infer(body, c.req.header('inference-header-content-length'), c.req.param('name'))
  })
  return app
}

function known(name: string): string {
  if (name !== 'echo') throw unknownModel(name)
  return name
}

function infer(body: Uint8Array, headerLength: string | undefined, name = 'echo'): Response {
  const request = parseInferRequest({ body, headerLength }, inputs)
  const { feeds } = feedsOfTensors(request.inputs, { model: known(name), inputs, plan })
  const reply = writeInferReply({ model: name, version: '1', outputs: feeds }, request)
  return new Response(new Blob([Uint8Array.from(Buffer.from(reply.body))]), { headers: reply.headers })
}

async function listen(t: TestContext): Promise<number> {
  return new Promise(resolve => {
    const server = serve({ fetch: echoApp().fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(port))
    t.after(() => server.close())
  })
}

test('the unchanged Triton client gets from us what it gets from Triton', async t => {
  const image = await pythonImage({
    python: '>=3.10,<3.15',
    packages: ['tritonclient[http]>=2.60,<3', 'numpy>=2'],
    allowSourceBuilds: false,
  })
  const script = join(import.meta.dirname, '../../../test/triton_client.py')
  const { stdout } = await promisify(execFile)(join(image, 'bin', 'python'), [script, `127.0.0.1:${await listen(t)}`])
  const told = JSON.parse(stdout)
  const table = {
    carrier: ["b'UA'", String.raw`b'\xc3\x84'`],
    distance: ['1.5', 'nan'],
    hour: ['17', '9007199254740993'],
  }
  assert.deepEqual([told.live, told.ready, told.modelReady], [true, true, [true, false]])
  assert.deepEqual(told.server, {
    name: 'trireme',
    version: '1',
    extensions: ['binary_tensor_data', 'model_repository'],
  })
  assert.deepEqual(told.model.inputs, [
    { name: 'carrier', datatype: 'BYTES', shape: [-1, 1] },
    { name: 'distance', datatype: 'FP32', shape: [-1, 1] },
    { name: 'hour', datatype: 'INT64', shape: [-1, 1] },
  ])
  assert.deepEqual(told.binary, table)
  assert.deepEqual(told.gzip, table)
  assert.deepEqual(told.deflate, table)
  assert.deepEqual(told.json, { hour: table.hour })
  assert.deepEqual(told.mixed, { carrier: ['UA', 'Ä'], distance: table.distance })
  assert.deepEqual([told.id, told.wide], ['mine', 2000])
  assert.deepEqual(told.flat, { carrier: ["b'UA'"], distance: ['2.5'], hour: ['3'] })
  assert.deepEqual(told.unknown, ['404', `Request for unknown model: 'nobody' is not found`])
  assert.deepEqual(told.missing, [
    '400',
    `expected 3 inputs but got 2 inputs for model 'echo': input 'hour' is missing`,
  ])
  assert.deepEqual(told.type, ['400', `inference input 'hour' data-type is 'FP32', but model 'echo' expects 'INT64'`])
  assert.deepEqual(told.output, ['400', `unexpected inference output 'nothing' for model 'echo'`])
  assert.match(told.sequence[1], /sequence_id' is not supported/)
})

const one = { name: 'hour', shape: [1, 1], datatype: 'INT64', data: [5] }
const rest = [
  { name: 'carrier', shape: [1, 1], datatype: 'BYTES', data: ['UA'] },
  { name: 'distance', shape: [1, 1], datatype: 'FP32', data: [1.5] },
]

async function ask(request: unknown): Promise<{ outputs: { name: string; data: unknown[] }[] }> {
  return JSON.parse(
    await infer(Buffer.from(typeof request === 'string' ? request : JSON.stringify(request)), undefined).text(),
  )
}

test('data may be nested or flat, null and bare NaN are NaN, and long integers stay exact', async () => {
  const inputs = [
    { name: 'hour', shape: [2, 1], datatype: 'INT64', data: [[1], [2]] },
    { name: 'carrier', shape: [2], datatype: 'BYTES', data: ['a', 'b'] },
    { name: 'distance', shape: [2, 1], datatype: 'INT32', data: [3, 4] },
  ]
  const { outputs } = await ask({ inputs })
  assert.deepEqual(
    outputs.map(({ name, data }) => [name, data]),
    [
      ['carrier', ['a', 'b']],
      ['distance', [3, 4]],
      ['hour', [1, 2]],
    ],
  )
  const text = JSON.stringify({ inputs: [one, ...rest] })
    .replace('1.5', 'NaN')
    .replace('[5]', '[-9223372036854775808]')
  const reply = await infer(Buffer.from(text), undefined).text()
  assert.match(reply, /"data":\[-9223372036854775808\]/)
  assert.match(reply, /"data":\[null\]/)
})

test('a tensor per column feeds a graph that takes one matrix', () => {
  const matrix: TensorSpec[] = [{ name: 'X', type: 'float32', shape: [-1, 2] }]
  const columns: ColumnSpec[] = ['a', 'b'].map(name => ({ name, type: 'double', required: true }))
  const target = { model: 'm', inputs: matrix, plan: planFeeds({ kind: 'columns', columns }, matrix) }
  const body = Buffer.from(
    JSON.stringify({
      inputs: ['b', 'a'].map((name, at) => ({ name, shape: [2], datatype: 'FP64', data: [at, at + 10] })),
    }),
  )
  const { feeds, rows } = feedsOfTensors(parseInferRequest({ body, headerLength: undefined }, matrix).inputs, target)
  assert.deepEqual(feeds, { X: { type: 'float32', dims: [2, 2], data: Float32Array.of(1, 0, 11, 10) } })
  assert.equal(rows, 2)
})

test('a raw request is one binary tensor whose rows follow from its size', () => {
  const body = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer)
  const request = parseInferRequest({ body, headerLength: '0' }, [{ name: 'X', type: 'float32', shape: [-1, 2] }])
  assert.deepEqual(request.inputs, { X: { type: 'float32', dims: [2, 2], data: Float32Array.of(1, 2, 3, 4) } })
  assert.equal(request.allBinary, true)
  const odd = () =>
    parseInferRequest({ body: body.subarray(1), headerLength: '0' }, [{ name: 'X', type: 'float32', shape: [-1, 2] }])
  assert.throws(odd, { code: 'bad_request' })
})

test('a timeout counts in microseconds', () => {
  const body = Buffer.from(JSON.stringify({ parameters: { timeout: 2_500_000 }, inputs: [one] }))
  assert.equal(parseInferRequest({ body, headerLength: undefined }, inputs).timeoutMs, 2_500)
})

const hostile: [string, unknown, RegExp][] = [
  ['no JSON', '{', /failed to parse/],
  ['an empty body', '', /failed to parse/],
  ['no inputs', { inputs: [] }, /failed to parse/],
  [
    'a shape that overflows',
    { inputs: [{ ...one, shape: [4294967296, 4294967296] }] },
    /more than 2147483647 elements/,
  ],
  [
    'a shape of huge integers',
    '{"inputs":[{"name":"hour","datatype":"INT64","shape":[18446744073709551615],"data":[1]}]}',
    /invalid shape/,
  ],
  ['a negative dimension', { inputs: [{ ...one, shape: [-1, 1] }] }, /invalid shape/],
  ['a fraction as dimension', { inputs: [{ ...one, shape: [0.5] }] }, /invalid shape/],
  [
    'seventeen dimensions',
    { inputs: [{ ...one, shape: Array.from({ length: 17 }, () => 1) }] },
    /more than 16 dimensions/,
  ],
  ['fewer values than the shape says', { inputs: [{ ...one, shape: [1000000, 1] }] }, /does not match true shape/],
  ['ragged data', { inputs: [{ ...one, shape: [2, 2], data: [[1, 2], [3]] }] }, /differ in length/],
  [
    'deep nesting',
    `{"inputs":[{"name":"hour","datatype":"INT64","shape":[1],"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}]}`,
    /nested deeper/,
  ],
  ['two inputs of one name', { inputs: [one, one] }, /already exists/],
  ['two outputs of one name', { inputs: [one], outputs: [{ name: 'a' }, { name: 'a' }] }, /already requested/],
  ['an unknown datatype', { inputs: [{ ...one, datatype: 'BF16' }] }, /unsupported data-type 'BF16'/],
  ['half precision in JSON', { inputs: [{ ...one, datatype: 'FP16' }] }, /no JSON form/],
  ['a text for a number', { inputs: [{ ...one, data: ['5'] }] }, /not of data-type INT64/],
  ['a number that its type cannot hold', { inputs: [{ ...one, datatype: 'INT8', data: [500] }] }, /does not fit/],
  [
    'an input the model does not have',
    { inputs: [one, ...rest, { ...one, name: 'x' }] },
    /unexpected inference input 'x'/,
  ],
  ['no rows', { inputs: [one, ...rest].map(input => ({ ...input, shape: [0, 1], data: [] })) }, /no rows/],
  [
    'a shape that does not fit the model',
    { inputs: [{ ...one, shape: [1, 2], data: [1, 2] }, ...rest] },
    /unexpected shape for input 'hour'/,
  ],
  ['a nested parameter', { inputs: [one], parameters: { a: {} } }, /failed to parse/],
  ['shared memory', { inputs: [{ ...one, parameters: { shared_memory_region: 'x' } }] }, /not supported/],
]
for (const [what, request, reason] of hostile) {
  test(`${what} is the client's mistake`, async () => {
    await assert.rejects(ask(request), { code: 'bad_request', message: reason })
  })
}

test("binary data that is too short, too long or cut inside a text is the client's mistake", () => {
  const body = (size: unknown, data: Uint8Array, datatype = 'INT64') => {
    const head = Buffer.from(
      JSON.stringify({ inputs: [{ name: 'hour', shape: [1], datatype, parameters: { binary_data_size: size } }] }),
    )
    return { body: Buffer.concat([head, data]), headerLength: `${head.length}` }
  }
  const eight = new Uint8Array(8)
  const refusals: [{ body: Uint8Array; headerLength: string }, RegExp][] = [
    [body(16, eight), /unexpected end of binary data/],
    [body(4, eight), /expecting 8 bytes, got 4/],
    [body(8, new Uint8Array(9)), /unexpected additional input data/],
    [body(-1, eight), /whole number of bytes/],
    [body('8', eight), /whole number of bytes/],
    [body(8, Uint8Array.of(255, 255, 255, 255, 1, 2, 3, 4), 'BYTES'), /longer than the data/],
    [body(8, eight, 'BYTES'), /unexpected number of string elements 2/],
    [body(5, Uint8Array.of(1, 0, 0, 0, 255), 'BYTES'), /not UTF-8/],
    [{ ...body(8, eight), headerLength: '99999' }, /Inference-Header-Content-Length/],
    [{ ...body(8, eight), headerLength: 'x' }, /Inference-Header-Content-Length/],
  ]
  for (const [request, reason] of refusals) {
    assert.throws(() => parseInferRequest(request, inputs), { code: 'bad_request', message: reason })
  }
})

test('a failure is an object with an error text, and says when to come again', () => {
  assert.deepEqual(inferFailure(new AppError('unavailable', 'Too many are waiting', { hint: 'Send it again' })), {
    status: 503,
    headers: { 'content-type': 'application/json', 'retry-after': '1' },
    body: '{"error":"Too many are waiting. Send it again"}',
  })
})
