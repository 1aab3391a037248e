import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTrireme } from '../../../../test/inside.ts'
import { openMlflow } from '../../../../test/mlflow.ts'

test('a card is filled by the platform, keeps what people write, and is had as Markdown and PDF', async () => {
  const inside = await openTrireme()
  try {
    const mlflow = await openMlflow(inside)
    const { owner } = inside
    const at = { project: 'ships', model: 'oars', version: 1 }
    const run = (await mlflow.post('runs/create', { experiment_id: '0', run_name: 'tern' })).run?.info.run_id
    await mlflow.post('runs/log-parameter', { run_id: run, key: 'depth', value: '7 | *deep*' })
    await mlflow.post('registered-models/create', { name: 'oars' })
    await mlflow.post('model-versions/create', { name: 'oars', source: `runs:/${run}/model`, run_id: run })
    await owner.cards.write({ project: 'ships', model: 'oars', purpose: '预测 delays', licence: 'Apache-2.0' })
    const { markdown, parts } = await owner.cards.get(at)
    assert.deepEqual(parts, { purpose: '预测 delays', limits: '', licence: 'Apache-2.0' })
    assert.match(markdown, /^# oars v1\n/)
    assert.match(markdown, /## Purpose\n\n预测 delays/)
    assert.match(markdown, /\| depth \| 7 \\\| \\\*deep\\\* \|/)
    assert.match(markdown, /## Limits and risks\n\n\*Nobody has written this yet\.\*/)
    const pdf = await owner.cards.file({ ...at, format: 'pdf', language: 'zh' })
    const drawn = Buffer.from(await pdf.arrayBuffer()).toString('latin1')
    assert.match(drawn, /^%PDF-/)
    assert.match(drawn, /FontName \/\w+\+HankenGrotesk-Regular/)
    await owner.modelAliases.set({ project: 'ships', model: 'oars', alias: 'best', version: 1 })
    assert.deepEqual((await owner.models.get(at)).aliases, ['best'])
    await owner.modelAliases.drop({ project: 'ships', model: 'oars', alias: 'best' })
    assert.deepEqual((await owner.models.get(at)).aliases, [])
  } finally {
    await inside.close()
  }
})
