import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { devNull, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readPackageSettings, redact } from './settings.ts'

const home = await mkdtemp(join(tmpdir(), 'trireme-settings-'))
after(() => rm(home, { recursive: true, force: true }))
await mkdir(join(home, '.config', 'pip'), { recursive: true })
await mkdir(join(home, 'links'))
await writeFile(
  join(home, '.config', 'pip', 'pip.conf'),
  `# a company's settings\n[global]\nindex-url = https://pip.example/simple\nextra_index_url =\n    https://one.example/simple\n    https://two.example/simple\ntimeout = 60\ncert = /etc/company.pem\n[install]\ntrusted-host = pip.example\nfind-links = ${join(home, 'links')} /nonexistent\n`,
)
await writeFile(join(home, '.npmrc'), 'https-proxy = "http://proxy.example:8080"\ncafile=/etc/npm.pem\n')

test('uv is told what pip and npm are told', () => {
  const { uv, index } = readPackageSettings({ HOME: home })
  assert.equal(uv['UV_DEFAULT_INDEX'], 'https://pip.example/simple')
  assert.equal(uv['UV_INDEX'], 'https://one.example/simple https://two.example/simple')
  assert.equal(uv['UV_INSECURE_HOST'], 'pip.example')
  assert.equal(uv['UV_FIND_LINKS'], join(home, 'links'))
  assert.equal(uv['UV_HTTP_TIMEOUT'], '60')
  assert.equal(uv['SSL_CERT_FILE'], '/etc/company.pem')
  assert.equal(index, 'https://pip.example/simple')
  const npm = readPackageSettings({ HOME: home, PIP_CONFIG_FILE: devNull }).uv
  assert.equal(npm['HTTPS_PROXY'], 'http://proxy.example:8080')
  assert.equal(npm['SSL_CERT_FILE'], '/etc/npm.pem')
})

test("the environment counts before files, and uv's own settings before pip's", () => {
  const env = {
    HOME: home,
    PIP_INDEX_URL: 'https://env.example/simple',
    PIP_CERT: '/a.pem',
    HTTPS_PROXY: 'http://own.example',
  }
  const { uv, pip } = readPackageSettings(env)
  assert.equal(uv['UV_DEFAULT_INDEX'], 'https://env.example/simple')
  assert.equal(uv['SSL_CERT_FILE'], '/a.pem')
  assert.equal(uv['HTTPS_PROXY'], 'http://own.example')
  assert.equal(pip['PIP_INDEX_URL'], 'https://env.example/simple')
  const own = readPackageSettings({ ...env, UV_INDEX_URL: 'https://uv.example/simple' })
  assert.equal(own.uv['UV_DEFAULT_INDEX'], 'https://uv.example/simple')
  assert.equal(readPackageSettings({ HOME: home, PIP_CONFIG_FILE: devNull }).uv['UV_DEFAULT_INDEX'], undefined)
})

test('nothing else of the environment reaches a tool', () => {
  const { uv, pip } = readPackageSettings({
    HOME: home,
    DATABASE_URL: 'postgres://x',
    TRIREME_TOKEN: 't',
    AWS_SECRET: 's',
  })
  assert.ok(![...Object.keys(uv), ...Object.keys(pip)].some(name => /DATABASE|TRIREME|AWS/.test(name)))
})

test('credentials are taken out of any text', () => {
  assert.equal(
    redact('at https://anna:s3cret@a.example/simple and http://token@b.example'),
    'at https://***@a.example/simple and http://***@b.example',
  )
  assert.equal(readPackageSettings({ UV_DEFAULT_INDEX: 'https://anna:x@a.example/' }).index, 'https://***@a.example/')
})
