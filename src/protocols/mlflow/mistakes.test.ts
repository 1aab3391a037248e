import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeMlflow } from '../../../test/mlflow.ts'

/** method, path below /api/2.0/mlflow/, body, code, text; R is a run, D a deleted one, E an experiment, M a model with one version */
const mistakes: [string, string, unknown, string, string][] = [
  ['POST', 'experiments/create', { name: 'E' }, 'RESOURCE_ALREADY_EXISTS', 'Experiment(name=E) already exists.'],
  ['POST', 'experiments/create', {}, 'INVALID_PARAMETER_VALUE', "Missing value for required parameter 'name'."],
  [
    'POST',
    'experiments/create',
    { name: 5 },
    'INVALID_PARAMETER_VALUE',
    "Invalid value 5 for parameter 'name' supplied:  Hint: Value was of type 'int'.",
  ],
  [
    'POST',
    'experiments/create',
    { name: 'x'.repeat(501) },
    'INVALID_PARAMETER_VALUE',
    "'name' exceeds the maximum length of 500 characters",
  ],
  [
    'POST',
    'experiments/create',
    { name: 'y', artifact_location: 'runs:/a/b' },
    'INVALID_PARAMETER_VALUE',
    'Artifact location cannot be a runs:/ URI.',
  ],
  [
    'GET',
    'experiments/get?experiment_id=abc',
    undefined,
    'INVALID_PARAMETER_VALUE',
    "Invalid experiment ID 'abc'. Experiment ID must be a valid integer.",
  ],
  [
    'GET',
    'experiments/get?experiment_id=4711',
    undefined,
    'RESOURCE_DOES_NOT_EXIST',
    'No Experiment with id=4711 exists',
  ],
  [
    'GET',
    'experiments/get-by-name?experiment_name=none',
    undefined,
    'RESOURCE_DOES_NOT_EXIST',
    "Could not find experiment with name 'none'",
  ],
  [
    'POST',
    'experiments/search',
    { max_results: 0 },
    'INVALID_PARAMETER_VALUE',
    "Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer",
  ],
  [
    'POST',
    'experiments/search',
    { filter: "name = 'a' OR name = 'b'" },
    'INVALID_PARAMETER_VALUE',
    'Invalid clause(s) in filter string: OR',
  ],
  [
    'POST',
    'experiments/delete-experiment-tag',
    { experiment_id: 'E', key: 'none' },
    'RESOURCE_DOES_NOT_EXIST',
    'No tag with name: none in experiment with id',
  ],
  ['GET', 'runs/get?run_id=nope', undefined, 'RESOURCE_DOES_NOT_EXIST', 'Run with id=nope not found'],
  ['GET', 'runs/get', undefined, 'INVALID_PARAMETER_VALUE', "Missing value for required parameter 'run_id'."],
  ['POST', 'runs/create', { experiment_id: '4711' }, 'RESOURCE_DOES_NOT_EXIST', 'No Experiment with id=4711 exists'],
  [
    'POST',
    'runs/create',
    { run_name: 'a', tags: [{ key: 'mlflow.runName', value: 'b' }] },
    'INVALID_PARAMETER_VALUE',
    "Both 'run_name' argument and 'mlflow.runName' tag are specified",
  ],
  [
    'POST',
    'runs/set-tag',
    { run_id: 'D', key: 'a', value: 'b' },
    'INVALID_PARAMETER_VALUE',
    'The run D must be in the',
  ],
  [
    'POST',
    'runs/log-metric',
    { run_id: 'D', key: 'a', value: 1, timestamp: 1 },
    'INVALID_PARAMETER_VALUE',
    "must be in the 'active' state. Current state is deleted.",
  ],
  [
    'POST',
    'runs/delete-tag',
    { run_id: 'R', key: 'none' },
    'RESOURCE_DOES_NOT_EXIST',
    'No tag with name: none in run with id',
  ],
  [
    'POST',
    'runs/log-metric',
    { run_id: 'R', key: '../a', value: 1, timestamp: 1 },
    'INVALID_PARAMETER_VALUE',
    "This name would resolve to '../a'",
  ],
  [
    'POST',
    'runs/log-metric',
    { run_id: 'R', key: 'a?', value: 1, timestamp: 1 },
    'INVALID_PARAMETER_VALUE',
    'Invalid value "a?" for parameter \'name\' supplied: Names may only contain alphanumerics',
  ],
  [
    'POST',
    'runs/log-metric',
    { run_id: 'R', key: 'a', value: 'x', timestamp: 1 },
    'INVALID_PARAMETER_VALUE',
    "Invalid value \"x\" for parameter 'value' supplied:  Hint: Value was of type 'str'.",
  ],
  [
    'POST',
    'runs/log-metric',
    { run_id: 'R', key: 'a', value: 1, timestamp: -1 },
    'INVALID_PARAMETER_VALUE',
    "metric 'a' (value=1.0). Timestamp must be a nonnegative long (64-bit integer)",
  ],
  [
    'POST',
    'runs/log-metric',
    { run_id: 'R', key: 'a'.repeat(251), value: 1, timestamp: 1 },
    'INVALID_PARAMETER_VALUE',
    "'Metric name' exceeds the maximum length of 250 characters",
  ],
  [
    'POST',
    'runs/log-parameter',
    { run_id: 'R', key: 'p', value: '2' },
    'INVALID_PARAMETER_VALUE',
    "Changing param values is not allowed. Param with key='p' was already logged with value='1'",
  ],
  [
    'POST',
    'runs/log-batch',
    {
      run_id: 'R',
      params: [
        { key: 'p', value: '2' },
        { key: 'new', value: '1' },
      ],
    },
    'INVALID_PARAMETER_VALUE',
    "Changing param values is not allowed. Params were already logged='[{'key': 'p', 'old_value': '1', 'new_value': '2'}]'",
  ],
  [
    'POST',
    'runs/log-batch',
    {
      run_id: 'R',
      params: [
        { key: 'q', value: '1' },
        { key: 'q', value: '1' },
      ],
    },
    'INVALID_PARAMETER_VALUE',
    "Duplicate parameter keys have been submitted: ['q'].",
  ],
  [
    'POST',
    'runs/log-batch',
    {
      run_id: 'R',
      metrics: [
        { key: 'a', value: 1, timestamp: 1 },
        { key: 'b', timestamp: 1 },
      ],
    },
    'INVALID_PARAMETER_VALUE',
    "Missing value for required parameter 'metrics[1].value'.",
  ],
  [
    'POST',
    'runs/log-batch',
    { run_id: 'R', metrics: Array.from({ length: 1001 }, () => ({ key: 'a', value: 1, timestamp: 1 })) },
    'INVALID_PARAMETER_VALUE',
    'A batch logging request can contain at most 1000 metrics. Got 1001 metrics.',
  ],
  [
    'POST',
    'runs/log-metric',
    { run_id: 'R', key: 'a', value: 1, timestamp: 1, model_id: 'm-none' },
    'RESOURCE_DOES_NOT_EXIST',
    "Logged model with ID 'm-none' not found.",
  ],
  [
    'POST',
    'runs/search',
    { experiment_ids: ['0'], page_token: 'abc' },
    'INVALID_PARAMETER_VALUE',
    'Invalid page token, could not base64-decode',
  ],
  [
    'POST',
    'runs/search',
    { experiment_ids: ['0'], run_view_type: 'SOME' },
    'INVALID_PARAMETER_VALUE',
    'Invalid value "SOME" for parameter \'run_view_type\' supplied',
  ],
  [
    'GET',
    'metrics/get-history?run_id=R&metric_key=a&max_results=0',
    undefined,
    'INVALID_PARAMETER_VALUE',
    "Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer.",
  ],
  [
    'GET',
    'metrics/get-history-bulk-interval?run_ids=R&metric_key=a&max_results=2501',
    undefined,
    'INVALID_PARAMETER_VALUE',
    'max_results must be between 1 and 2500.',
  ],
  ['GET', 'artifacts/list?run_id=R&path=a/../../b', undefined, 'INVALID_PARAMETER_VALUE', 'Invalid path'],
  ['GET', 'artifacts/list?run_id=R&path=%252e%252e/b', undefined, 'INVALID_PARAMETER_VALUE', 'Invalid path'],
  [
    'POST',
    'logged-models',
    { experiment_id: '0', name: 'a/b' },
    'INVALID_PARAMETER_VALUE',
    "Invalid model name ('a/b') provided.",
  ],
  [
    'POST',
    'logged-models/search',
    {},
    'INVALID_PARAMETER_VALUE',
    "Missing value for required parameter 'experiment_ids'.",
  ],
  ['GET', 'logged-models/m-none', undefined, 'RESOURCE_DOES_NOT_EXIST', "Logged model with ID 'm-none' not found."],
  [
    'POST',
    'registered-models/create',
    { name: 'M' },
    'RESOURCE_ALREADY_EXISTS',
    'Registered Model (name=M) already exists.',
  ],
  [
    'POST',
    'registered-models/create',
    { name: 'a/b' },
    'INVALID_PARAMETER_VALUE',
    "Invalid model name 'a/b'. Names cannot contain '/' or ':'.",
  ],
  [
    'GET',
    'registered-models/get?name=none',
    undefined,
    'RESOURCE_DOES_NOT_EXIST',
    'Registered Model with name=none not found',
  ],
  [
    'GET',
    'registered-models/alias?name=M&alias=none',
    undefined,
    'INVALID_PARAMETER_VALUE',
    'Registered model alias none not found.',
  ],
  [
    'POST',
    'registered-models/alias',
    { name: 'M', alias: 'v1', version: '1' },
    'INVALID_PARAMETER_VALUE',
    "Version alias name 'v1' is reserved.",
  ],
  [
    'POST',
    'registered-models/alias',
    { name: 'M', alias: 'Latest', version: '1' },
    'INVALID_PARAMETER_VALUE',
    "'latest' alias name (case insensitive) is reserved.",
  ],
  [
    'GET',
    'model-versions/get?name=M&version=99',
    undefined,
    'RESOURCE_DOES_NOT_EXIST',
    'Model Version (name=M, version=99) not found',
  ],
  [
    'GET',
    'model-versions/get?name=M&version=abc',
    undefined,
    'INVALID_PARAMETER_VALUE',
    "Parameter 'version' must be an integer, got 'abc'.",
  ],
  [
    'POST',
    'model-versions/create',
    { name: 'M', source: '/etc/passwd' },
    'INVALID_PARAMETER_VALUE',
    "Invalid model version source: '/etc/passwd'. To use a local path as a model version source",
  ],
  [
    'POST',
    'model-versions/create',
    { name: 'M', source: 's3://b/%2e%2e/x' },
    'INVALID_PARAMETER_VALUE',
    'an absolute path must be provided without relative path references present',
  ],
  [
    'POST',
    'model-versions/create',
    { name: 'M', source: 'runs:/R/model' },
    'INVALID_PARAMETER_VALUE',
    'The run_id request parameter must identify the resource that contains the source.',
  ],
  [
    'POST',
    'model-versions/create',
    { name: 'M', source: 'models:/m-x' },
    'INVALID_PARAMETER_VALUE',
    'The model_id request parameter must identify the resource that contains the source.',
  ],
  [
    'POST',
    'model-versions/transition-stage',
    { name: 'M', version: '1', stage: 'foo' },
    'INVALID_PARAMETER_VALUE',
    'Invalid Model Version stage: foo. Value must be one of None, Staging, Production, Archived.',
  ],
  [
    'POST',
    'model-versions/transition-stage',
    { name: 'M', version: '1', stage: 'None', archive_existing_versions: true },
    'INVALID_PARAMETER_VALUE',
    "because 'None' is not an Active stage",
  ],
  ['GET', 'no/such/endpoint', undefined, 'ENDPOINT_NOT_FOUND', ''],
]
const statuses: Record<string, number> = {
  INVALID_PARAMETER_VALUE: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
}

describeMlflow("mistakes in MLflow's protocol", ground => {
  const newRun = async (wish: object = {}) => {
    const { run } = await ground().mlflow.post('runs/create', { experiment_id: '0', start_time: 1, ...wish })
    assert.ok(run)
    return run.info
  }

  test("each mistake has the original's code, status and words", async () => {
    const { experiment_id: E } = await ground().mlflow.post('experiments/create', { name: 'E' })
    const { run_id: R } = await newRun()
    const { run_id: D } = await newRun()
    await ground().mlflow.post('runs/log-parameter', { run_id: R, key: 'p', value: '1' })
    await ground().mlflow.post('runs/delete', { run_id: D })
    await ground().mlflow.post('registered-models/create', { name: 'M' })
    await ground().mlflow.post('model-versions/create', { name: 'M', source: 's3://bucket/m' })
    const real = (text: string) =>
      text
        .replace(/\bR\b/, R)
        .replace(/(run_id":"|run )D\b/, `$1${D}`)
        .replace('"experiment_id":"E"', `"experiment_id":"${E}"`)
    for (const [method, path, body, code, text] of mistakes) {
      const wish: unknown = body === undefined ? undefined : JSON.parse(real(JSON.stringify(body)))
      const answer = await ground().mlflow.ask(method, real(path), wish)
      assert.deepEqual(
        [answer.error_code, answer.status],
        [code, statuses[code]],
        `${method} ${path}: ${answer.message}`,
      )
      assert.ok(answer.message.includes(real(text)), `${method} ${path}: ${answer.message}`)
    }
    const { run } = await ground().mlflow.get(`runs/get?run_id=${R}`)
    assert.deepEqual(run?.data.params, [{ key: 'p', value: '1' }], 'a refused batch wrote nothing')
  })
})
