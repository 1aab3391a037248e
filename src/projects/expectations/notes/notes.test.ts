import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTrireme, type Inside } from '../../../../test/inside.ts'
import { freshDatabase } from '../../../../test/postgres.ts'

const project = 'ships'

for (const database of ['SQLite', 'Postgres']) {
  let inside: Inside
  let drop = async () => {}

  before(async () => {
    const fresh = database === 'Postgres' ? await freshDatabase() : undefined
    if (fresh) drop = () => fresh.drop()
    inside = await openTrireme(fresh ? { databaseUrl: fresh.url } : {})
    const { owner, ownerId: userId } = inside
    await owner.projects.create({ name: 'Ships', slug: project, seats: [{ seat: 'project_manager', userId }] })
    await owner.hypotheses.create({ project, title: 'More <b>oars</b>' })
    await owner.hypotheses.close({ project, hypothesis: 'H1', state: 'refuted', outcome: 'They *break*' })
    const kpi = {
      name: 'Speed',
      unit: 'kn',
      direction: 'higher',
      baseline: 4,
      target: 8,
      targetDate: '2040-01-01',
    } as const
    const { id } = await owner.charter.addKpi({ project, ...kpi })
    await owner.charter.addValue({ project, kpi: id, value: 5.5 })
    await owner.promises.make({ project, statement: 'Faster ships', by: '2040-01-01', odds: 0.6 })
    const subject = { kind: 'gate', id: 'G0' }
    await owner.requests.create({ project, kind: 'gate', subject, toSeat: 'stakeholder', reason: 'Worth it' })
  })
  after(async () => {
    await inside.close()
    await drop()
  })

  test(`the week writes itself from what happened, and says what is wanted of whom (${database})`, async () => {
    const { markdown } = await inside.owner.notes.get({ project })
    for (const said of [
      '# Ships: the week',
      'waits 0 days for the seat stakeholder; nobody sits there',
      'Too early for a date',
      '- Speed: 5.5 kn (from 4, target 8)',
      '- H1 More \\<b\\>oars\\</b\\>: refuted. They \\*break\\*',
      '- Faster ships: by 2040-01-01, with 60 %',
      'None this week.',
    ])
      assert(markdown.includes(said), `${said} is not in\n${markdown}`)
    const before = await inside.owner.notes.get({ project, until: '2020-01-01', language: 'zh' })
    assert(before.markdown.includes('没有结束的假设') && before.markdown.includes('本周没有测量'))
  })

  test(`it leaves as Markdown, as HTML in which names stay text, and as PDF (${database})`, async () => {
    const file = async (format: 'md' | 'html' | 'pdf') => inside.owner.notes.file({ project, format })
    const html = await (await file('html')).text()
    assert(html.includes('<h2>Forecast</h2>') && html.includes('More &lt;b&gt;oars&lt;/b&gt;: refuted. They *break*'))
    assert((await (await file('md')).text()).startsWith('# Ships'))
    const pdf = await file('pdf')
    assert.deepEqual([pdf.headers.get('content-type'), (await pdf.text()).slice(0, 5)], ['application/pdf', '%PDF-'])
  })
}
