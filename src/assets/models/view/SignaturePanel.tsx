import { CodeBlock } from '../../../web/parts/CodeBlock.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { modelPage } from '../../../web/text/modelPage.ts'
import { models } from '../../../web/text/models.ts'
import { useText } from '../../../web/text/text.ts'
import { firstRowOf } from '../example.schema.ts'
import type { ModelVersionDetail } from '../models.schema.ts'
import { signatureOf, type Field } from './signature.look.ts'

/** What goes in and what comes out, field by field, beside the example that was logged. */
export function SignaturePanel({ version: { mlmodel, inputExample } }: { version: ModelVersionDetail }) {
  const text = useText(models)
  const words = useText(modelPage)
  const signature = mlmodel === null ? undefined : signatureOf(mlmodel)
  const row = firstRowOf(inputExample)
  return (
    <>
      {signature?.inputs.length ? <Fields title={words.inputs} fields={signature.inputs} example={row} /> : null}
      {signature?.outputs.length ? <Fields title={words.outputs} fields={signature.outputs} /> : null}
      {signature?.params.length ? <Fields title={words.params} fields={signature.params} /> : null}
      {mlmodel === null && <Panel title={text.signature}>{text.signatureNone}</Panel>}
      {mlmodel !== null && !signature && <Panel title={text.signature}>{words.noSignature}</Panel>}
      {inputExample !== null && (
        <Panel title={text.inputExample}>
          <CodeBlock label={text.inputExample} code={pretty(inputExample)} />
        </Panel>
      )}
      {mlmodel !== null && (
        <Panel title={words.mlmodel} note={text.signatureNote}>
          <CodeBlock label={words.mlmodel} code={mlmodel} />
        </Panel>
      )}
    </>
  )
}

type FieldsProps = { title: string; fields: readonly Field[]; example?: ReadonlyMap<string, unknown> }

function Fields({ title, fields, example }: FieldsProps) {
  const words = useText(modelPage)
  return (
    <Panel title={title} note={words.fields(fields.length)} flush>
      <Table
        label={title}
        rows={fields}
        keyOf={({ name }) => name}
        columns={fieldColumns({ words, fields, example: example ?? new Map() })}
      />
    </Panel>
  )
}

type Told = { words: (typeof modelPage)['en']; fields: readonly Field[]; example: ReadonlyMap<string, unknown> }

function fieldColumns({ words, fields, example }: Told): Column<Field>[] {
  const columns: Column<Field>[] = [
    { id: 'name', head: words.field, phone: 'title', cell: ({ name }) => <code>{name}</code> },
    { id: 'type', head: words.type, cell: ({ type }) => <code>{type}</code> },
    { id: 'required', head: words.required, cell: ({ isRequired }) => (isRequired ? words.yes : words.no) },
  ]
  if (fields.some(({ shape }) => shape !== ''))
    columns.push({ id: 'shape', head: words.shape, cell: ({ shape }) => <code>{shape}</code> })
  if (fields.some(({ preset }) => preset !== ''))
    columns.push({ id: 'preset', head: words.preset, cell: ({ preset }) => <code>{preset}</code> })
  if (example.size > 0)
    columns.push({
      id: 'example',
      head: words.example,
      align: 'right',
      cell: ({ name }) => <code>{example.has(name) ? JSON.stringify(example.get(name)) : ''}</code>,
    })
  return columns
}

/** JSON is laid out; anything else stays as it was logged. */
function pretty(text: string): string {
  try {
    const laid = JSON.stringify(JSON.parse(text), null, 2)
    return laid.length < 20_000 ? laid : text
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}
