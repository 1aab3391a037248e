import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeMlflow } from '../../../test/mlflow.ts'

describeMlflow('artifacts', ground => {
  const newRun = async (wish: object = {}) => {
    const { run } = await ground().mlflow.post('runs/create', { experiment_id: '0', start_time: 1, ...wish })
    assert.ok(run)
    return run.info
  }

  const hex = (id: string) => id.padStart(32, '0')

  test('files come back byte for byte, also by range and under odd names, always as attachments in a sandbox', async () => {
    const { run_id } = await newRun()
    const root = `/api/2.0/mlflow-artifacts/artifacts/0/${run_id}/artifacts`
    const put = (path: string, body: string) => ground().mlflow.send('PUT', `${root}/${path}`, { body })
    for (const path of ['page.html', 'deep/er/50%25%20%C3%BC.txt', 'deep/empty.txt'])
      assert.equal((await put(path, path.includes('empty') ? '' : '<script>1</script>')).status, 200)
    const page = await ground().mlflow.send('GET', `${root}/page.html`)
    assert.equal(await page.text(), '<script>1</script>')
    assert.match(page.headers.get('content-disposition') ?? '', /^attachment/)
    assert.equal(page.headers.get('content-security-policy'), 'sandbox')
    assert.equal(page.headers.get('x-content-type-options'), 'nosniff')
    const part = await ground().mlflow.send('GET', `${root}/page.html`, { headers: { Range: 'bytes=1-6' } })
    assert.deepEqual(
      [part.status, await part.text(), part.headers.get('content-range')],
      [206, 'script', 'bytes 1-6/18'],
    )
    const { files } = await ground().mlflow.get(`artifacts/list?run_id=${run_id}&path=deep`)
    assert.deepEqual(files, [
      { path: 'deep/empty.txt', is_dir: false, file_size: 0 },
      { path: 'deep/er', is_dir: true },
    ])
    assert.equal(
      (await ground().mlflow.get(`artifacts/list?run_id=${run_id}&path=deep/er`)).files[0]?.path,
      'deep/er/50% ü.txt',
    )
    assert.equal((await ground().mlflow.send('GET', `${root}/deep/er/50%25%20%C3%BC.txt`)).status, 200)
    assert.equal((await ground().mlflow.send('GET', `${root}/none.txt`)).status, 404)
    assert.equal((await ground().mlflow.send('GET', `${root}/deep`)).status, 400)
    assert.equal((await put('deep', 'a file over a folder')).status, 400)
    assert.equal((await put('page.html/x', 'a file below a file')).status, 400)
    assert.equal((await ground().mlflow.send('DELETE', `${root}/deep`)).status, 200)
    assert.deepEqual(
      (await ground().mlflow.get(`artifacts/list?run_id=${run_id}`)).files.map(file => file.path),
      ['page.html'],
    )
  })

  test('what a caller has already is not sent again', async () => {
    const { run_id } = await newRun()
    const path = `/api/2.0/mlflow-artifacts/artifacts/0/${run_id}/artifacts/a.txt`
    await ground().mlflow.send('PUT', path, { body: 'once' })
    const get = (headers: Record<string, string>) => ground().mlflow.send('GET', path, { headers })
    const etag = (await get({})).headers.get('etag') ?? ''
    assert.equal((await get({ 'If-None-Match': etag })).status, 304)
    assert.equal((await get({ 'If-None-Match': '"other"' })).status, 200)
    await ground().mlflow.send('PUT', path, { body: 'twice' })
    assert.equal((await get({ 'If-None-Match': etag })).status, 200)
    const part = await get({ 'If-Range': etag, Range: 'bytes=0-1' })
    assert.deepEqual([part.status, await part.text()], [200, 'twice'])
  })

  test('paths that leave the store or belong to nothing are refused', async () => {
    const { run_id } = await newRun()
    const put = async (path: string) =>
      (await ground().mlflow.send('PUT', `/api/2.0/mlflow-artifacts/artifacts/${path}`, { body: 'x' })).status
    assert.equal(await put(`0/${run_id}/artifacts/..%2f..%2fx`), 400)
    assert.equal(await put(`0/${run_id}/artifacts/%252e%252e/x`), 400)
    assert.equal(await put(`0/${run_id}/artifacts/a%5c..%5cb`), 400)
    assert.equal(await put(`0/${run_id}/artifacts/a%00b`), 400)
    assert.equal(await put('somewhere/else.txt'), 404)
    assert.equal(await put(`0/${hex('1')}/artifacts/x`), 404)
  })
})
