import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Page } from '../../web/parts/Page.tsx'
import { PageHeader } from '../../web/parts/PageHeader.tsx'
import { Column, Grid, Panel } from '../../web/parts/Panel.tsx'
import { ProgressBar } from '../../web/parts/Progress.tsx'
import { SeatOar } from '../../web/parts/SeatOar.tsx'
import { StatusMark } from '../../web/parts/Status.tsx'
import { useProject } from '../../web/project.ts'
import { ProjectTabs } from '../../web/shell/ProjectTabs.tsx'
import { charterWords } from '../../web/text/charter.ts'
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
import { PartField } from './PartField.tsx'

/** What is agreed before work begins, a few sentences each; kept while it is written. */
export function CharterPage() {
  const text = useText(charterWords)
  const { slug } = useProject()
  const query = useQuery({
    queryKey: ['project', slug, 'charter', 'parts'],
    queryFn: ({ signal }) => api(charterRoutes).parts({ project: slug }, { signal }),
  })
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
      <Loaded query={query}>
        {form => (
          <Grid>
            <Column span={8}>
              <Fields title={text.needed} note={text.neededNote} names={neededParts} written={form.parts} />
              <Fields title={text.further} note={text.furtherNote} names={further} written={form.parts} />
            </Column>
            <Column span={4}>
              <Readiness form={form} />
            </Column>
          </Grid>
        )}
      </Loaded>
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

function Readiness({ form: { parts, readiness } }: { form: CharterForm }) {
  const text = useText(charterWords)
  const format = useFormat()
  const { slug } = useProject()
  const left = neededParts.filter(name => !parts.some(({ part }) => part === name)).length
  const progress = text.progress(format.num(neededParts.length - left), format.num(neededParts.length))
  const missing = readiness.filter(({ state }) => state !== 'met')
  return (
    <Panel title={text.readiness}>
      <div className={css['side']}>
        <ProgressBar label={progress} share={1 - left / neededParts.length} tone={left === 0 ? 'done' : 'accent'} />
        <p className={css['thin']} role="status">
          {progress}
          {'; '}
          {left === 0 ? text.complete : text.left(format.num(left * minutesEach))}
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
          <strong>{missing.length === 0 ? text.ready : text.notReady(format.num(missing.length))}</strong>{' '}
          <Go href={`/projects/${slug}#gates`}>{text.toGates}</Go>
        </p>
      </div>
    </Panel>
  )
}

const isOther = (name: string): name is keyof typeof charterWords.en.checks =>
  Object.hasOwn(charterWords.en.checks, name)

function CheckName({ name }: { name: string }) {
  const text = useText(charterWords)
  const part = CharterPart.safeParse(name).data
  return part ? text.part[part].ask : isOther(name) ? text.checks[name] : name
}
