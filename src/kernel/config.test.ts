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

const s3 = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'hidden' }

test('a place in S3 is read from one address, and its secret is never shown', () => {
  const given = { ...folder, ...s3, TRIREME_BLOBS: 's3://ships/team/a?region=eu-central-1' }
  const { blobs } = readConfig(given)
  assert(blobs.kind === 's3')
  assert.deepEqual([blobs.bucket.href, blobs.prefix], ['https://ships.s3.eu-central-1.amazonaws.com/', 'team/a/'])
  const own = readConfig({ ...given, TRIREME_BLOBS: 's3://ships?endpoint=https://s3.example.org' }).blobs
  assert.equal(own.kind === 's3' && own.bucket.href, 'https://s3.example.org/ships/')
  assert.doesNotMatch(JSON.stringify(describeConfig(given)), /hidden/)
})

test('a place in S3 that cannot be meant, or that bytes would reach in the clear, is refused', () => {
  const read = (blobs: string, more = {}) => readConfig({ ...folder, ...s3, ...more, TRIREME_BLOBS: blobs })
  for (const wrong of [
    'ships',
    's3://',
    's3://Ships',
    's3://ships?endpoints=x',
    's3://ships?endpoint=nowhere',
    's3://ships?style=odd',
  ])
    assert.throws(() => read(wrong), /TRIREME_BLOBS/, wrong)
  assert.throws(() => read('s3://ships?endpoint=http://minio:9000'), /in the clear/)
  assert.equal(read('s3://ships?endpoint=http://minio:9000&insecure=on').blobs.kind, 's3')
  assert.equal(read('s3://ships?endpoint=http://127.0.0.1:9000').blobs.kind, 's3')
  assert.throws(() => read('s3://ships', { AWS_SECRET_ACCESS_KEY: '' }), /AWS_SECRET_ACCESS_KEY must be set/)
})
