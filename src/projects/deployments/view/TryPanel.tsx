import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import type { z } from 'zod'
import { api } from '../../../web/api.ts'
import { useFormat, type Format } from '../../../web/format.ts'
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
  const chances = (probabilities?.[0] ?? []).map((share, at) => ({ label: shown(classes?.[at] ?? at, format), share }))
  const likely = chances.toSorted((a, b) => b.share - a.share)[0]
  return (
    <div role="status" className={css['answer']}>
      <Stack>
        <BigNumber
          label={text.prediction}
          // a list is one chance for each class: what is most likely answers first
          value={Array.isArray(first) && likely ? likely.label : shown(first, format)}
          {...(Array.isArray(first) && likely && { beside: format.num(likely.share, 3) })}
          note={text.answeredBy(model, version, format.num(ms, 1))}
        />
        {chances.length > 0 && (
          <>
            <strong>{text.probability}</strong>
            <KeyValue
              layout="spread"
              items={chances.map(({ label, share }) => ({ label, value: format.num(share, 3) }))}
            />
          </>
        )}
      </Stack>
    </div>
  )
}

function shown(value: unknown, format: Format): string {
  if (typeof value === 'number') return format.num(value)
  if (Array.isArray(value)) return value.map(one => shown(one, format)).join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
