import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import type { z } from 'zod'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { KeyValue } from '../../../web/parts/KeyValue.tsx'
import { BigNumber } from '../../../web/parts/Num.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { useProject } from '../../../web/project.ts'
import { endpoints } from '../../../web/text/endpoints.ts'
import { useText } from '../../../web/text/text.ts'
import { deploymentRoutes, type EndpointDetail, type Predicted } from '../deployments.schema.ts'
import css from './endpoint.module.css'
import { rowOf, startOf } from './fields.look.ts'

type Field = EndpointDetail['fields'][number]

/** The model's own fields as a form, filled with its example, and its answer below. */
export function TryPanel({ endpoint: { name, fields, fieldsMissing } }: { endpoint: EndpointDetail }) {
  const text = useText(endpoints)
  const { slug } = useProject()
  const queries = useQueryClient()
  const [typed, setTyped] = useState<Record<string, string>>({})
  const valueOf = (field: Field) => typed[field.name] ?? startOf(field)
  const predict = useMutation({
    mutationFn: () => api(deploymentRoutes).predict({ project: slug, endpoint: name, rows: [rowOf(fields, valueOf)] }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['project', slug, 'endpoint', name] }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    predict.mutate()
  }
  if (fields.length === 0) return <Panel title={text.tryIt}>{fieldsMissing ?? text.noFields}</Panel>
  return (
    <Panel title={text.tryIt} note={text.tryNote}>
      <form onSubmit={submit}>
        <Stack>
          <div className={css['fields']}>
            {fields.map(field => (
              <FieldInput
                key={field.name}
                field={field}
                value={valueOf(field)}
                onChange={value => setTyped(before => ({ ...before, [field.name]: value }))}
              />
            ))}
          </div>
          <RightTo right="endpoint:predict" action={text.predictAction}>
            <Button type="submit" variant="filled" fullWidth loading={predict.isPending}>
              {text.predict}
            </Button>
          </RightTo>
          {predict.error && <ErrorPanel error={predict.error} />}
          {predict.data && <Answer predicted={predict.data} />}
        </Stack>
      </form>
    </Panel>
  )
}

type FieldInputProps = { field: Field; value: string; onChange: (value: string) => void }

function FieldInput({ field: { name, type, required }, value, onChange }: FieldInputProps) {
  const text = useText(endpoints)
  const common = { label: name, required, value }
  if (type === 'boolean')
    return (
      <NativeSelect
        {...common}
        data={[
          { value: '', label: text.unset },
          { value: 'true', label: text.yes },
          { value: 'false', label: text.no },
        ]}
        onChange={event => onChange(event.target.value)}
      />
    )
  return <TextInput {...common} description={type} onChange={event => onChange(event.target.value)} />
}

function Answer({ predicted }: { predicted: z.infer<typeof Predicted> }) {
  const text = useText(endpoints)
  const format = useFormat()
  const { predictions, probabilities, classes, model, version, ms } = predicted
  const first: unknown = Array.isArray(predictions) ? predictions[0] : predictions
  const chances = probabilities?.[0]?.map((share, at) => ({
    label: shown(classes?.[at] ?? at),
    value: format.num(share, 3),
  }))
  return (
    <div role="status">
      <Stack>
        <BigNumber
          label={text.prediction}
          value={typeof first === 'number' ? format.num(first) : shown(first)}
          note={text.answeredBy(model, version, format.num(ms, 1))}
        />
        {chances && (
          <>
            <strong>{text.probability}</strong>
            <KeyValue layout="spread" items={chances} />
          </>
        )}
      </Stack>
    </div>
  )
}

const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
