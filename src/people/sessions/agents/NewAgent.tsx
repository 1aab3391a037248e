import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { CodeBlock } from '../../../web/parts/CodeBlock.tsx'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { agents as agentWords } from '../../../web/text/agents.ts'
import { useText } from '../../../web/text/text.ts'
import { agentRights, type AgentRight } from '../../policies.ts'
import { projectRoutes } from '../../projects/projects.schema.ts'
import css from './agents.module.css'
import { agentRoutes } from './agents.schema.ts'

const lengths = [7, 30, 90, 365]
const day = 86_400

/** Makes an agent, and shows once the lines that connect it. */
export function NewAgent({ slug }: { slug: string }) {
  const text = useText(agentWords)
  const queries = useQueryClient()
  const [name, setName] = useState(text.firstName)
  const [projects, setProjects] = useState([slug])
  const [rights, setRights] = useState<AgentRight[]>(['project:read'])
  const [days, setDays] = useState(30)
  const make = useMutation({
    mutationFn: () => api(agentRoutes).create({ name, projects, rights, expiresInSeconds: days * day }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['agents'] }),
  })
  return (
    <div className={css['new']}>
      <div className={css['row']}>
        <TextInput label={text.name} value={name} maxLength={200} onChange={event => setName(event.target.value)} />
        <NativeSelect
          label={text.lasts}
          value={String(days)}
          data={lengths.map(n => ({ value: String(n), label: text.days(n) }))}
          onChange={event => setDays(Number(event.target.value))}
        />
      </div>
      <ProjectChoice chosen={projects} onChoose={setProjects} />
      <RightChoice chosen={rights} onChoose={setRights} />
      <div>
        <Button
          loading={make.isPending}
          disabled={name.trim() === '' || projects.length === 0}
          onClick={() => make.mutate()}
        >
          {text.make}
        </Button>
      </div>
      {make.error && <ErrorPanel error={make.error} />}
      {make.data && <Connection url={make.data.url} secret={make.data.secret} />}
    </div>
  )
}

function ProjectChoice({ chosen, onChoose }: { chosen: string[]; onChoose: (slugs: string[]) => void }) {
  const text = useText(agentWords)
  const mine = useQuery({
    queryKey: ['projects', 'mine'],
    queryFn: ({ signal }) => api(projectRoutes).list({}, { signal }),
  })
  return (
    <fieldset className={css['choice']}>
      <legend>{text.projects}</legend>
      {(mine.data?.projects ?? []).map(({ slug, name }) => (
        <Checkbox
          key={slug}
          label={name}
          checked={chosen.includes(slug)}
          onChange={({ target }) =>
            onChoose(target.checked ? [...chosen, slug] : chosen.filter(other => other !== slug))
          }
        />
      ))}
    </fieldset>
  )
}

function RightChoice({ chosen, onChoose }: { chosen: AgentRight[]; onChoose: (rights: AgentRight[]) => void }) {
  const text = useText(agentWords)
  return (
    <fieldset className={css['choice']}>
      <legend>{text.rights}</legend>
      {agentRights.map(right => (
        <Checkbox
          key={right}
          label={text.right[right]}
          {...(right === 'project:read' && { description: text.always, disabled: true })}
          checked={chosen.includes(right)}
          onChange={({ target }) =>
            onChoose(target.checked ? [...chosen, right] : chosen.filter(other => other !== right))
          }
        />
      ))}
    </fieldset>
  )
}

/** The shape that most clients take; what is the same everywhere is the address and the header. */
function Connection({ url, secret }: { url: string; secret: string }) {
  const text = useText(agentWords)
  const server = { type: 'http', url, headers: { Authorization: `Bearer ${secret}` } }
  return (
    <div className={css['lines']}>
      <CodeBlock code={JSON.stringify({ mcpServers: { trireme: server } }, null, 2)} label={text.lines} />
      <p role="status">{text.shownOnce}</p>
    </div>
  )
}
