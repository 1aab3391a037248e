import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { z } from 'zod'
import { openTrireme } from '../../../test/inside.ts'
import { openMlflow } from '../../../test/mlflow.ts'
import { mlflowImage } from '../../../test/python.ts'
import { startS3, type TestS3 } from '../../../test/s3.ts'

const script = join(import.meta.dirname, '../../../test/artifact_client.py')
const megabytes = 200

const Said = z.object({
  wrong: z.array(z.string()),
  files: z.number(),
  listed: z.record(z.string(), z.number().nullable()),
  left: z.array(z.string()),
})

describe('files of the unchanged MLflow client', { timeout: 600_000 }, () => {
  let s3: TestS3
  let python = ''
  before(async () => {
    s3 = await startS3()
    python = join(await mlflowImage(), 'bin', 'python')
  })
  after(() => s3.stop())

  for (const place of ['files', 'S3'] as const)
    test(`go up and down whole, of any name and 200 MB in parts, where blobs lie in ${place}`, async t => {
      const inside = await openTrireme({ env: place === 'S3' ? s3.env : {} })
      t.after(() => inside.close())
      const mlflow = await openMlflow(inside)
      const env = {
        PATH: process.env['PATH'],
        HOME: inside.dataDir,
        TMPDIR: inside.dataDir,
        LARGE_MEGABYTES: String(megabytes),
        MLFLOW_TRACKING_URI: inside.url,
        MLFLOW_TRACKING_TOKEN: mlflow.token,
        MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
        MLFLOW_DISABLE_TELEMETRY: 'true',
        MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE: String(megabytes << 20),
        GIT_PYTHON_REFRESH: 'quiet',
      }
      const { stdout } = await promisify(execFile)(python, [script], { env, cwd: inside.dataDir })
      const said = Said.parse(JSON.parse(stdout.split('\n').at(-1) ?? ''))
      assert.deepEqual(said.wrong, [])
      assert.equal(said.files, 10)
      assert.equal(said.listed['large.bin'], megabytes << 20)
      assert.deepEqual(said.left, ['all', 'large.bin'])
      // each of the three large files came in parts
      assert.equal((await readdir(join(inside.dataDir, 'uploads'))).length, 3)
    })
})
