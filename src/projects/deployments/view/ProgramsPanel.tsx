import { CodeBlock } from '../../../web/parts/CodeBlock.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { endpoints } from '../../../web/text/endpoints.ts'
import { useText } from '../../../web/text/text.ts'
import { traffic } from '../../../web/text/traffic.ts'
import type { EndpointDetail } from '../deployments.schema.ts'
import { exampleRow } from './fields.look.ts'

/** Calls to paste, with the model's own fields. */
export function ProgramsPanel({
  endpoint: { name, invocations, openInference, fields },
}: {
  endpoint: EndpointDetail
}) {
  const text = useText(endpoints)
  const words = useText(traffic)
  const row = exampleRow(fields)
  const body = JSON.stringify({ dataframe_records: [row] })
  // without columns the address itself tells which tensors it takes
  const described = `curl -H "Authorization: Bearer $TRIREME_TOKEN" ${openInference}/models/${name}`
  return (
    <Panel title={text.programs} note={text.programsNote}>
      <Stack>
        {fields.length === 0 ? (
          <CodeBlock label={words.oipCall} code={described} />
        ) : (
          <>
            <CodeBlock label={words.curl} code={curl(invocations, body)} />
            <CodeBlock label={words.python} code={pythonOf(invocations, row)} />
            <CodeBlock
              label={words.oipCall}
              code={curl(`${openInference}/models/${name}/infer`, oipBody(fields, row))}
            />
          </>
        )}
      </Stack>
    </Panel>
  )
}

/** Works as it stands in a shell; a quote inside the body is closed, escaped and opened again. */
const curl = (address: string, body: string) =>
  [
    `curl -X POST ${address} \\`,
    '  -H "Authorization: Bearer $TRIREME_TOKEN" \\',
    '  -H "Content-Type: application/json" \\',
    `  -d '${body.replaceAll("'", String.raw`'\''`)}'`,
  ].join('\n')

type Row = ReturnType<typeof exampleRow>

const pythonOf = (address: string, row: Row) =>
  [
    'import os, requests',
    '',
    `row = {${Object.entries(row)
      .map(([name, value]) => `${JSON.stringify(name)}: ${pythonWord(value)}`)
      .join(', ')}}`,
    'answer = requests.post(',
    `    "${address}",`,
    '    headers={"Authorization": f"Bearer {os.environ[\'TRIREME_TOKEN\']}"},',
    '    json={"dataframe_records": [row]},',
    ')',
    'answer.raise_for_status()',
    'print(answer.json()["predictions"])',
  ].join('\n')

const pythonWord = (value: Row[string]) =>
  value === null ? 'None' : typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value)

const datatypes: Record<string, string> = {
  integer: 'INT32',
  long: 'INT64',
  float: 'FP32',
  double: 'FP64',
  boolean: 'BOOL',
}

const oipBody = (fields: EndpointDetail['fields'], row: Row) =>
  JSON.stringify({
    inputs: fields.map(({ name, type }) => ({
      name,
      shape: [1, 1],
      datatype: datatypes[type] ?? 'BYTES',
      data: [row[name] ?? null],
    })),
  })
