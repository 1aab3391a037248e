import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { auditRoutes } from '../../../backbone/audit/audit.schema.ts'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { CannotNote } from '../../../web/parts/Cannot.tsx'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { KeyValue } from '../../../web/parts/KeyValue.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Page } from '../../../web/parts/Page.tsx'
import { PageHeader } from '../../../web/parts/PageHeader.tsx'
import { Grid, Panel, Stack } from '../../../web/parts/Panel.tsx'
import { Status } from '../../../web/parts/Status.tsx'
import { meQuery } from '../../../web/queries.ts'
import { erasureWords } from '../../../web/text/erasure.ts'
import { leaving } from '../../../web/text/leaving.ts'
import { useText } from '../../../web/text/text.ts'
import { erasureRoutes, type Erasure } from './erasure.schema.ts'
import css from './erasure.module.css'

/** What goes, what stays and why, before a person who left is erased. */
export function ErasurePage() {
  const text = useText(erasureWords)
  const leave = useText(leaving)
  const { id } = useParams({ from: '/people/$id/erase' })
  const me = useQuery(meQuery())
  const query = useQuery({
    queryKey: ['erasure', id],
    queryFn: ({ signal }) => api(erasureRoutes).get({ user: id }, { signal }),
    enabled: me.data?.isOwner === true,
  })
  const path = [{ label: query.data?.person.name ?? leave.person.page, href: `/people/${id}` }]
  return (
    <Page title={text.page} path={path}>
      {me.data && !me.data.isOwner ? (
        <>
          <PageHeader title={text.page} lede={text.lede} />
          <CannotNote action={text.action} because={leave.notOwner} ask={{ name: leave.owner }} />
        </>
      ) : (
        <Loaded query={query} level={1}>
          {erasure => <Preview erasure={erasure} />}
        </Loaded>
      )}
    </Page>
  )
}

function Preview({ erasure }: { erasure: Erasure }) {
  const text = useText(erasureWords)
  const format = useFormat()
  const { person, erasedAt, goes, stays } = erasure
  return (
    <>
      <PageHeader
        title={erasedAt === null ? text.title(person.name) : person.name}
        {...(erasedAt !== null && { state: <Status is="done">{text.erased(format.date(erasedAt))}</Status> })}
        lede={text.lede}
        facts={
          <>
            <Go href={`/people/${person.id}`}>{text.person}</Go>
            <Go href={`/backbone/audit?person=${person.id}`}>{text.audit}</Go>
          </>
        }
      />
      <Grid>
        <Panel title={text.goes} span={5}>
          {goes.length === 0 ? (
            <p>{text.nothingGoes}</p>
          ) : (
            <KeyValue
              layout="spread"
              items={goes.map(({ what, count }) => ({ label: text.things[what], value: format.num(count) }))}
            />
          )}
        </Panel>
        <Panel title={text.stays} span={7}>
          <ul className={css['stays']}>
            {stays.map(({ what, count }) => (
              <li key={what}>
                <span>
                  {text.things[what]}
                  <small>{text.why[what]}</small>
                </span>
                {count !== null && <b>{format.num(count)}</b>}
              </li>
            ))}
          </ul>
        </Panel>
        {erasedAt === null ? <ConfirmPanel erasure={erasure} /> : <ChainPanel />}
      </Grid>
    </>
  )
}

function ConfirmPanel({ erasure: { person, leftAt } }: { erasure: Erasure }) {
  const text = useText(erasureWords)
  const queries = useQueryClient()
  const [typed, setTyped] = useState('')
  const erase = useMutation({
    mutationFn: () => api(erasureRoutes).erase({ user: person.id, name: typed }),
    onSuccess: () => queries.invalidateQueries(),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    erase.mutate()
  }
  if (leftAt === null)
    return (
      <Panel>
        <CannotNote action={text.cannot} because={text.stillHere}>
          <Go href={`/people/${person.id}/leave`}>{text.walk}</Go>
        </CannotNote>
      </Panel>
    )
  return (
    <Panel title={text.title(person.name)}>
      <form onSubmit={submit}>
        <Stack>
          <p>{text.note}</p>
          <TextInput
            label={text.type(person.name)}
            autoComplete="off"
            maw={360}
            value={typed}
            onChange={event => setTyped(event.target.value)}
          />
          {erase.error && <ErrorPanel error={erase.error} />}
          <div>
            <Button
              type="submit"
              variant="filled"
              color="red"
              loading={erase.isPending}
              disabled={typed.trim() !== person.name}
            >
              {text.erase}
            </Button>
          </div>
        </Stack>
      </form>
    </Panel>
  )
}

/** The promise of the log, looked at where it matters most. */
function ChainPanel() {
  const text = useText(erasureWords)
  const format = useFormat()
  const verify = useMutation({ mutationFn: () => api(auditRoutes).verify() })
  const found = verify.data
  return (
    <Panel title={text.done}>
      <Stack>
        <div>
          <Button loading={verify.isPending} onClick={() => verify.mutate()}>
            {text.verify}
          </Button>
        </div>
        {verify.error && <ErrorPanel error={verify.error} />}
        {found && (
          <span role="status">
            <Status is={found.isWhole ? 'done' : 'failed'}>
              {found.isWhole ? text.whole(format.num(found.sealed)) : text.broken(format.num(found.faultCount))}
            </Status>
          </span>
        )}
      </Stack>
    </Panel>
  )
}
