import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeConfig, readConfig } from './config.ts'

const folder = { TRIREME_DATA: 'nowhere' }

test('an address that other machines reach needs HTTPS or a trusted proxy', () => {
  assert.throws(() => readConfig({ ...folder, TRIREME_HOST: '0.0.0.0' }), /without HTTPS/)
  assert.equal(readConfig({ ...folder, TRIREME_HOST: '0.0.0.0', TRIREME_TRUST_PROXY: 'on' }).trustProxy, true)
  assert.equal(readConfig({ ...folder, TRIREME_HOST: '::1' }).host, '::1')
})

test('a setting that is not valid is named', () => {
  assert.throws(() => readConfig({ ...folder, TRIREME_PORT: 'many' }), /TRIREME_PORT/)
  assert.throws(() => readConfig({ ...folder, TRIREME_URL: 'https://x.example/path' }), /origin without a path/)
})

test('passwords are masked when settings are printed', () => {
  const url = describeConfig({ ...folder, DATABASE_URL: 'postgres://me:secret@db/x' }).find(
    one => one.name === 'DATABASE_URL',
  )
  assert.equal(url?.value, 'postgres://me:****@db/x')
})
