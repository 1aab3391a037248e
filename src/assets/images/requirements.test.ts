import assert from 'node:assert/strict'
import { test } from 'node:test'
import { specOfModel } from './requirements.ts'

const mlModel = 'flavors:\n  python_function:\n    python_version: 3.11.7\nmlflow_version: 3.17.2\n'
const pythonEnv = 'python: 3.12.4\nbuild_dependencies:\n- pip\ndependencies:\n- -r requirements.txt\n'
const packagesOf = (requirements: string, described = mlModel) =>
  specOfModel({ mlModel: described, requirements, pythonEnv }).packages

test("an image has the model's own Python and packages, the small mlflow, and what tables need", () => {
  const requirements =
    'mlflow==3.17.2\n# by hand\nscikit-learn==1.9.1  # pinned\nnumpy==2.4.6; python_version > "3.8"\n'
  assert.deepEqual(specOfModel({ mlModel, requirements, pythonEnv }), {
    python: '3.12',
    packages: [
      'mlflow-skinny==3.17.2',
      'numpy==2.4.6; python_version > "3.8"',
      'pandas',
      'pyarrow',
      'scikit-learn==1.9.1',
    ],
    allowSourceBuilds: false,
  })
})

test('mlflow is the version that logged the model where nothing is pinned, and whole before its third', () => {
  assert.deepEqual(packagesOf('pandas==2.3\npyarrow'), ['mlflow-skinny==3.17.2', 'pandas==2.3', 'pyarrow'])
  assert.deepEqual(packagesOf('mlflow==2.22.1\nPandas\nPyArrow>=20'), ['Pandas', 'PyArrow>=20', 'mlflow==2.22.1'])
  assert.deepEqual(packagesOf('mlflow-skinny', 'python_version: 3.11.7'), ['mlflow-skinny', 'pandas', 'pyarrow'])
})

test('the Python of the MLmodel file stands in for one that is not said elsewhere', () => {
  assert.equal(specOfModel({ mlModel, requirements: '' }).python, '3.11')
  assert.throws(() => specOfModel({ mlModel: '', requirements: '' }), /do not say which Python/)
  assert.throws(() => specOfModel({ mlModel, pythonEnv }), /do not say which Python/)
})

test('what is no package by name is refused with its line', () => {
  for (const line of [
    '-r other.txt',
    '--index-url https://example.org',
    'git+https://example.org/x',
    './x.whl',
    'x @ https://e.org/x',
  ])
    assert.throws(() => packagesOf(`pandas\n${line}\n`), new RegExp(`asks for "${line.replaceAll(/[.+]/g, '\\$&')}"`))
})
