import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Condition } from './conditions.ts'
import { parseFilter, parseOrder } from './filter.ts'
import { parseLoggedModelFilter, parseLoggedModelOrder } from './loggedModelFilter.ts'
import { experiments, modelVersions, registeredModels, runs } from './subjects.ts'

/** Answers below were taken from the original's own parser (release 3.17.2), rewritten in the short form of `say`. */
const runFilters: [string, string][] = [
  ['metrics.acc > 0.5', 'metric acc > 0.5'],
  ['metrics.acc>0.5', 'metric acc > 0.5'],
  ["metrics.acc >= .5 AND params.lr = '0.1'", 'metric acc >= 0.5 & param lr = "0.1"'],
  ['metrics.acc > 1 and params.a = "x"', 'metric acc > 1 & param a = "x"'],
  ['   metrics.a > 1  ', 'metric a > 1'],
  ['metrics.`a b` > 1', 'metric a b > 1'],
  ['metrics."a b" > 1', 'metric a b > 1'],
  ['metrics.`1` > 1', 'metric 1 > 1'],
  ['metrics.é > 1', 'metric é > 1'],
  ["params.模型 = 'x'", 'param 模型 = "x"'],
  ["params.`a/b` = 'x'", 'param a/b = "x"'],
  ["params.`a.b` = 'x'", 'param a.b = "x"'],
  ["`params`.a = 'x'", 'param a = "x"'],
  ["params.order = 'x'", 'param order = "x"'],
  ["tags.mlflow.user = 'x'", 'tag mlflow.user = "x"'],
  ['tags."mlflow.user" = \'x\'', 'tag mlflow.user = "x"'],
  ["tags.mlflow.source.type = 'x'", 'tag mlflow.source.type = "x"'],
  ["status = 'RUNNING'", 'attribute status = "RUNNING"'],
  ["attributes.status = 'RUNNING'", 'attribute status = "RUNNING"'],
  ["attr.status = 'RUNNING'", 'attribute status = "RUNNING"'],
  ["run.status = 'RUNNING'", 'attribute status = "RUNNING"'],
  [
    "metric.a > 1 AND parameter.b = 'x' AND param.c='y' AND tag.d = 'z'",
    'metric a > 1 & param b = "x" & param c = "y" & tag d = "z"',
  ],
  ["run_id IN ('a', 'b')", 'attribute run_id IN a|b'],
  ["attributes.run_id in ('a','B')", 'attribute run_id IN a|B'],
  ["run_id NOT IN ('a', 'b')", 'attribute run_id NOT IN a|b'],
  ["run_id IN ('a',)", 'attribute run_id IN a'],
  ["dataset.name IN ('a','b')", 'dataset name IN a|b'],
  ["datasets.context LIKE '%x'", 'dataset context LIKE "%x"'],
  ['metrics.a = 1e-5', 'metric a = 0.00001'],
  ['metrics.a > -1.5e3', 'metric a > -1500'],
  ['metrics.a > 1.', 'metric a > 1'],
  ["params.a like 'x%'", 'param a LIKE "x%"'],
  ["params.a ILIKE 'x%'", 'param a ILIKE "x%"'],
  ['params.a IS NULL', 'param a absent'],
  ['tags.a is not null', 'tag a present'],
  ['start_time > 100', 'attribute start_time > 100'],
  ['created > 100', 'attribute start_time > 100'],
  ["`Run Name` = 'x'", 'attribute run_name = "x"'],
  ['"run name" = \'x\'', 'attribute run_name = "x"'],
  ["attributes.`Run Name` = 'x'", 'attribute run_name = "x"'],
  ['params.a = "it\'s"', 'param a = "it\'s"'],
  ["params.a = 'it''s'", 'param a = "it\'\'s"'],
  ["params.a = ''", 'param a = ""'],
  ["params.a = 'x' params.b = 'y'", 'param a = "x" & param b = "y"'],
  ["AND params.a = 'x'", 'param a = "x"'],
  ["params.a = 'x' AND AND params.b = 'y'", 'param a = "x" & param b = "y"'],
]

const runMistakes: [string, string][] = [
  ['metrics.acc > 1 OR metrics.b < 2', "Invalid clause(s) in filter string: 'OR'"],
  ['metrics.acc', "Invalid clause(s) in filter string: 'metrics.acc'"],
  ['(metrics.acc > 1)', "Invalid clause(s) in filter string: '(metrics.acc > 1)'"],
  ['metrics.a = +1', "Invalid clause(s) in filter string: 'metrics.a', '=', '+', '1'"],
  ['metrics.a between 1 and 2', "Invalid clause(s) in filter string: 'metrics.a', 'between', '1', '2'"],
  ['metrics.a > 0x10', "Invalid clause(s) in filter string: 'metrics.a', '>', '0x10'"],
  ["params.a = 'x", "Invalid clause(s) in filter string: 'params.a', '=', ''', 'x'"],
  ["params.a = 'x';", "Invalid clause(s) in filter string: ';'"],
  [
    "params.a = 'x'; params.b = 'y'",
    "Search filter contained multiple expression \"params.a = 'x'; params.b = 'y'\". Provide AND-ed expression list.",
  ],
  ['metrics.a-b > 1', "Invalid comparison clause. Expected 'Identifier' found 'metrics.a-b'"],
  ['metrics.a/b > 1', "Invalid comparison clause. Expected 'Identifier' found 'metrics.a/b'"],
  ["'x' = params.a", "Invalid comparison clause. Expected 'Identifier' found ''x''"],
  ["metrics.a = 'x'", "Expected numeric value type for metric. Found 'x'"],
  ['metrics.a = NaN', 'Expected numeric value type for metric. Found NaN'],
  ["start_time > '100'", "Expected numeric value type for numeric attribute: start_time. Found '100'"],
  ['params.a = 1', "Expected a quoted string value for parameter (e.g. 'my-value'). Got value 1"],
  ["tags.a in ('x')", "Expected a quoted string value for tag (e.g. 'my-value'). Got value ('x')"],
  [
    'params.a = x',
    'Parameter value is either not quoted or unidentified quote types used for string value x. Use either single or double quotes.',
  ],
  ["foo.a = 'x'", "Invalid entity type 'foo'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']"],
  [
    "`params.a` = 'x'",
    "Invalid entity type '`params'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']",
  ],
  [
    'Metrics.a > 1',
    "Invalid entity type 'Metrics'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']",
  ],
  ["foo = 'x'", "Invalid attribute key 'foo' specified. Valid keys are"],
  ['run_id IN ()', 'While parsing a list in the query, expected a non-empty list of string values, but got empty list'],
  [
    'run_id IN (1)',
    'While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: (1',
  ],
  ["status IN ('a')", "Only ['run_id'] attributes support comparison with a list of quoted string values."],
  ['metrics.a IS NULL', "IS NULL / IS NOT NULL is only supported for tags and params, not for 'metric' 'a'"],
  ["params.a > 'x'", "Invalid comparator '>' not one of '{"],
  ["params.a NOT LIKE 'x%'", "Invalid comparator 'NOT LIKE' not one of '{"],
  ['metrics.a == 1', "Invalid comparator '==' not one of '{"],
]

test('filters of runs mean what the original understands', () => {
  for (const [filter, meaning] of runFilters) assert.equal(say(parseFilter(runs, filter)), meaning, filter)
  assert.deepEqual(parseFilter(runs, ''), [])
  assert.deepEqual(parseFilter(runs, undefined), [])
})

test('mistakes in filters of runs are worded as in the original', () => {
  for (const [filter, message] of runMistakes)
    assert.ok(mistake(() => parseFilter(runs, filter)).startsWith(message), filter)
})

test('filters of experiments, registered models and versions know their own keys', () => {
  assert.equal(
    say(parseFilter(experiments, "name LIKE 'x%' AND tags.a = 'b'")),
    'attribute name LIKE "x%" & tag a = "b"',
  )
  assert.equal(say(parseFilter(experiments, 'creation_time > 5')), 'attribute creation_time > 5')
  assert.equal(say(parseFilter(experiments, "experiment_id IN ('1','2')")), 'attribute experiment_id IN 1|2')
  assert.equal(say(parseFilter(registeredModels, "name ILIKE '%x%'")), 'attribute name ILIKE "%x%"')
  assert.equal(
    say(parseFilter(registeredModels, "tags.`mlflow.prompt.is_prompt` = 'true'")),
    'tag mlflow.prompt.is_prompt = "true"',
  )
  assert.equal(say(parseFilter(modelVersions, "run_id IN ('a','b')")), 'attribute run_id IN a|b')
  assert.equal(say(parseFilter(modelVersions, "version_number = '1'")), 'attribute version_number = 1')
  assert.equal(say(parseFilter(modelVersions, "source_path = 's'")), 'attribute source_path = "s"')
})

test('mistakes in filters of experiments and of the registry are worded as in the original', () => {
  const valid = "Valid entity types are ('attribute', 'tag', 'tags')"
  assert.equal(
    mistake(() => parseFilter(experiments, "name = 'a' OR name = 'b'")),
    'Invalid clause(s) in filter string: OR',
  )
  assert.equal(
    mistake(() => parseFilter(experiments, "params.a = 'x'")),
    `Invalid entity type 'params'. ${valid}`,
  )
  assert.equal(
    mistake(() => parseFilter(experiments, "attributes.name = 'x'")),
    `Invalid entity type 'attributes'. ${valid}`,
  )
  assert.equal(
    mistake(() => parseFilter(experiments, 'last_update_time >= 5.5')),
    "Invalid value for numeric attribute 'last_update_time': '5.5'",
  )
  assert.equal(
    mistake(() => parseFilter(experiments, 'name IS NULL')),
    "IS NULL / IS NOT NULL is only supported for tags, not for attribute 'name'",
  )
  assert.equal(
    mistake(() => parseFilter(registeredModels, 'name = 1')),
    'Expected a quoted string value or a list of quoted string values for attributes. Got value 1',
  )
  assert.equal(
    mistake(() => parseFilter(modelVersions, "source_path IN ('s')")),
    "Only ['name', 'run_id'] attributes support comparison with a list of quoted string values.",
  )
})

test('filters of logged models take bare values and their own words', () => {
  const say1 = (filter: string) => say(parseLoggedModelFilter(filter))
  assert.equal(say1("name = 'x' AND metrics.`a b` > 0.5"), 'attribute name = "x" & metric a b > 0.5')
  assert.equal(say1('params.lr = 0.01'), 'param lr = "0.01"')
  assert.equal(say1("source_run_id IN ('r','s')"), 'attribute source_run_id IN r|s')
  assert.equal(say1("tags.a like 'x%'"), 'tag a LIKE "x%"')
  assert.equal(say1('creation_time > 5'), 'attribute creation_timestamp > 5')
  const both = 'metrics.a > 1 OR metrics.b > 2'
  assert.equal(
    mistake(() => parseLoggedModelFilter(both)),
    `Invalid filter string: '${both}'. Expected a list of comparisons separated by 'AND' (e.g. 'metrics.loss > 0.1 AND params.lr = 0.01').`,
  )
  assert.equal(
    mistake(() => parseLoggedModelFilter("name > 'x'")),
    "Invalid comparison operator for attributes.name: '>'. Expected one of ('=', '!=', 'LIKE', 'ILIKE', 'IN', 'NOT IN').",
  )
  assert.equal(
    mistake(() => parseLoggedModelFilter('metric.a > 1')),
    "Invalid entity type: 'metric'. Expected one of ['attributes', 'metrics', 'params', 'tags'].",
  )
  assert.deepEqual(parseLoggedModelOrder({ field_name: 'metrics.acc', ascending: false }), {
    entity: 'metric',
    key: 'acc',
    isAscending: false,
  })
  assert.match(
    mistake(() => parseLoggedModelOrder({ field_name: 'params.a', ascending: true })),
    /Only metrics are supported/,
  )
})

test('order_by reads a field and a direction', () => {
  const order = (text: string) => parseOrder(runs, [text])[0]
  assert.deepEqual(order('start_time'), { entity: 'attribute', key: 'start_time', isAscending: true })
  assert.deepEqual(order('Created desc'), { entity: 'attribute', key: 'start_time', isAscending: false })
  assert.deepEqual(order('metrics.`a/b`  DESC'), { entity: 'metric', key: 'a/b', isAscending: false })
  assert.deepEqual(order('tags.mlflow.user asc'), { entity: 'tag', key: 'mlflow.user', isAscending: true })
  assert.equal(parseOrder(registeredModels, ['timestamp'])[0]?.key, 'last_updated_timestamp')
  assert.deepEqual(parseOrder(runs), [])
})

test('mistakes in order_by are worded as in the original', () => {
  const failure = (text: string) => mistake(() => parseOrder(runs, [text]))
  assert.equal(
    failure('metrics.a DESC NULLS LAST'),
    "Invalid order_by clause 'metrics.a DESC NULLS LAST'. Could not be parsed.",
  )
  assert.equal(failure('metrics.a foo'), "Invalid ordering key in order_by clause 'metrics.a foo'.")
  assert.equal(failure(''), "Invalid order_by clause ''. Could not be parsed.")
  assert.equal(failure('metrics.a-b'), "Invalid order_by clause 'metrics.a-b'. Could not be parsed.")
  assert.equal(failure('dataset.name'), "Invalid identifier type 'dataset'")
  assert.equal(
    mistake(() => parseOrder(experiments, ['tags.a'])),
    'Invalid order_by entity: tag',
  )
  assert.equal(
    mistake(() => parseOrder(runs, ['metrics.a', 'metric.a DESC'])),
    "`order_by` contains duplicate fields: ['metrics.a', 'metric.a DESC']",
  )
})

test('parsing takes linear time on hostile input', () => {
  const long = 'a'.repeat(200_000)
  assert.match(
    mistake(() => parseFilter(runs, `params.${long}-${long}`)),
    /^Invalid clause/,
  )
  assert.match(
    mistake(() => parseFilter(runs, `run_id IN (${"'a',".repeat(20_000)} x`)),
    /^Invalid clause|^While parsing/,
  )
  assert.match(
    mistake(() => parseFilter(runs, `${'('.repeat(200_000)})`)),
    /^Invalid clause/,
  )
})

function say(conditions: Condition[]): string {
  return conditions.map(({ entity, key, test }) => `${entity} ${key} ${sayTest(test)}`).join(' & ')
}

function sayTest(test: Condition['test']): string {
  if (test.kind === 'presence') return test.isPresent ? 'present' : 'absent'
  if (test.kind === 'list') return `${test.operator} ${test.values.join('|')}`
  return `${test.operator} ${test.kind === 'text' ? `"${test.value}"` : test.value}`
}

function mistake(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    assert.ok(error instanceof Error && 'code' in error && error.code === 'bad_request', String(error))
    return error.message
  }
  throw new assert.AssertionError({ message: 'nothing was refused' })
}
