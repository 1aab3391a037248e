import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded, Together } from '../../web/parts/Loaded.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Column, Grid, Panel } from '../../web/parts/Panel.tsx'
import { ProgressBar } from '../../web/parts/Progress.tsx'
import { SeatOar } from '../../web/parts/SeatOar.tsx'
import { StatusMark } from '../../web/parts/Status.tsx'
import { useProject } from '../../web/project.ts'
import { courseQuery } from '../../web/queries.ts'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { charterWords } from '../../web/text/charter.ts'
import { checkNames } from '../../web/text/checkNames.ts'
import { useText } from '../../web/text/text.ts'
import css from './charter.module.css'
import {
  charterParts,
  CharterPart,
  charterRoutes,
  neededParts,
  type CharterForm,
  type WrittenPart,
} from './charter.schema.ts'
import type { Gate } from '../gates/gates.schema.ts'
import { PartField } from './PartField.tsx'

/** What is agreed before work begins, a few sentences each; kept while it is written. */
export function CharterPage() {
  const text = useText(charterWords)
  const { slug } = useProject()
  const query = useQuery({
    queryKey: ['project', slug, 'charter', 'parts'],
    queryFn: ({ signal }) => api(charterRoutes).parts({ project: slug }, { signal }),
  })
  const course = useQuery(courseQuery(slug))
  const first = course.data?.gates[0]
  const further = charterParts.filter(part => !neededParts.includes(part))
  return (
    <Page
      title={text.title}
      actions={
        <Button component={Go} href={`/projects/${slug}/scope`}>
          {text.scope}
        </Button>
      }
    >
      <PageHeader title={text.title} lede={text.lede} />
      <ProjectTabs />
      <Together queries={[query, course]}>
        <Loaded query={query}>
          {form => (
            <Grid>
              <Column span={8}>
                <Fields title={text.needed} note={text.neededNote} names={neededParts} written={form.parts} />
                <Fields title={text.further} note={text.furtherNote} names={further} written={form.parts} />
              </Column>
              <Column span={4}>
                <Readiness form={form} decided={first?.state === 'passed' ? first.decision : null} />
              </Column>
            </Grid>
          )}
        </Loaded>
      </Together>
    </Page>
  )
}

type FieldsProps = {
  title: string
  note: string
  names: readonly CharterPart[]
  written: readonly WrittenPart[]
}

function Fields({ title, note, names, written }: FieldsProps) {
  return (
    <Panel title={title} note={note}>
      <div className={css['parts']}>
        {names.map(name => (
          <PartField key={name} name={name} written={written.find(({ part }) => part === name)} />
        ))}
      </div>
    </Panel>
  )
}

const minutesEach = 1

type ReadinessProps = { form: CharterForm; decided: Gate['decision'] }

/** What is missing until G0 may be asked for; once it is passed, who passed it. */
function Readiness({ form: { parts, readiness }, decided }: ReadinessProps) {
  const text = useText(charterWords)
  const format = useFormat()
  const { slug } = useProject()
  const left = neededParts.filter(name => !parts.some(({ part }) => part === name)).length
  const progress = text.progress(format.num(neededParts.length - left), format.num(neededParts.length))
  const missing = readiness.filter(({ state }) => state !== 'met')
  return (
    <Panel title={decided ? text.judged : text.readiness}>
      <div className={css['side']}>
        <ProgressBar label={progress} share={1 - left / neededParts.length} tone={left === 0 ? 'done' : 'accent'} />
        <p className={css['thin']} role="status">
          {progress}
          {!decided && `; ${left === 0 ? text.complete : text.left(format.num(left * minutesEach))}`}
        </p>
        <ul className={css['checks']}>
          {readiness.map(({ name, state, seat }) => (
            <li key={name}>
              <StatusMark is={state === 'met' ? 'done' : 'idle'} />
              <CheckName name={name} />
              {seat && <SeatOar seat={seat} />}
            </li>
          ))}
        </ul>
        <p>
          <strong>
            {decided
              ? text.passed(decided.by.name, format.date(decided.at))
              : missing.length === 0
                ? text.ready
                : text.notReady(format.num(missing.length))}
          </strong>{' '}
          <Go href={`/projects/${slug}#gates`}>{text.toGates}</Go>
        </p>
      </div>
    </Panel>
  )
}

function CheckName({ name }: { name: string }) {
  const text = useText(charterWords)
  const checkName = useText(checkNames)
  const part = CharterPart.safeParse(name).data
  return part ? text.part[part].ask : (checkName[name] ?? name)
}
