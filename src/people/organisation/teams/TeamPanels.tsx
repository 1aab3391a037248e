import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { CannotNote } from '../../../web/parts/Cannot.tsx'
import { Chip } from '../../../web/parts/Chip.tsx'
import { ConfirmButton } from '../../../web/parts/ConfirmButton.tsx'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { PersonLine } from '../../../web/parts/PersonLine.tsx'
import { PersonPick, type Picked } from '../../../web/parts/PersonPick.tsx'
import { usePlatformBarrier } from '../../../web/platform.ts'
import { seatWords } from '../../../web/text/seats.ts'
import { teams } from '../../../web/text/teams.ts'
import { useText } from '../../../web/text/text.ts'
import css from '../organisation.module.css'
import { InteractionDialog } from './TeamDialogs.tsx'
import { teamRoutes, type TeamDetail, type TeamMember } from './teams.schema.ts'

/** Who is in the team, and in which seats they work. */
export function MembersPanel({ team }: { team: TeamDetail }) {
  const text = useText(teams)
  const barrier = usePlatformBarrier('user:write')
  return (
    <Panel title={text.members} note={text.peopleNote(team.members)} span={7}>
      <Stack>
        {team.people.length === 0 && <p className={css['quiet']}>{text.nobody}</p>}
        <ul className={css['list']}>
          {team.people.map(member => (
            <li key={member.person.id}>
              <Member team={team} member={member} mayChange={!barrier} />
            </li>
          ))}
        </ul>
        {barrier ? <CannotNote action={text.addAction} {...barrier} /> : <AddMember team={team} />}
      </Stack>
    </Panel>
  )
}

function Member({ team, member, mayChange }: { team: TeamDetail; member: TeamMember; mayChange: boolean }) {
  const text = useText(teams)
  const seats = useText(seatWords)
  const format = useFormat()
  const queries = useQueryClient()
  const { person } = member
  const held = member.seats.map(({ seat, project }) => `${seats.name[seat]} (${project?.name ?? text.onPlatform})`)
  const all = [...held, ...(member.hiddenSeats > 0 ? [text.hidden(member.hiddenSeats)] : [])]
  const drop = async () => {
    await api(teamRoutes).removeMember({ team: team.id, user: person.id })
    await queries.invalidateQueries({ queryKey: ['teams'] })
  }
  return (
    <PersonLine
      person={person}
      href={`/people/${person.id}`}
      note={all.length === 0 ? text.noSeat : all.join(', ')}
      aside={
        <span className={css['chips']}>
          {!member.isActive && <Chip tone="waiting">{text.inactive}</Chip>}
          <span className={css['quiet']}>{text.since(format.date(member.since))}</span>
          {mayChange && (
            <ConfirmButton
              variant="subtle"
              size="xs"
              confirm={text.drop}
              consequence={text.dropNote(person.name, team.name)}
              onConfirm={drop}
            >
              {text.drop}
            </ConfirmButton>
          )}
        </span>
      }
    />
  )
}

function AddMember({ team }: { team: TeamDetail }) {
  const text = useText(teams)
  const queries = useQueryClient()
  const [user, setUser] = useState<Picked | undefined>()
  const [round, setRound] = useState(0)
  const add = useMutation({
    mutationFn: (id: string) => api(teamRoutes).addMember({ team: team.id, user: id }),
    onSuccess: async () => {
      setUser(undefined)
      setRound(round + 1)
      await queries.invalidateQueries({ queryKey: ['teams'] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (user) add.mutate(user.id)
  }
  return (
    <form onSubmit={submit}>
      <div className={css['add']}>
        <PersonPick
          key={round}
          label={text.addPerson}
          value={user}
          onChange={setUser}
          without={team.people.map(({ person }) => person.id)}
        />
        <Button type="submit" disabled={!user} loading={add.isPending}>
          {text.add}
        </Button>
      </div>
      {add.error && <ErrorPanel error={add.error} />}
    </form>
  )
}

/** What the team is to others, in one line each. */
export function InteractionsPanel({ team }: { team: TeamDetail }) {
  const text = useText(teams)
  const queries = useQueryClient()
  const [isSaying, setSaying] = useState(false)
  const barrier = usePlatformBarrier('user:write')
  const end = async (other: string) => {
    await api(teamRoutes).endInteraction({ team: team.id, other })
    await queries.invalidateQueries({ queryKey: ['teams'] })
  }
  return (
    <Panel
      title={text.others}
      span={5}
      aside={
        !barrier && (
          <Button size="xs" leftSection={<IconPlus />} onClick={() => setSaying(true)}>
            {text.say}
          </Button>
        )
      }
    >
      {team.interactions.length === 0 && <p className={css['quiet']}>{text.noOthers}</p>}
      <ul className={css['list']}>
        {team.interactions.map(({ team: other, mode, side, purpose }) => (
          <li key={other.id} className={css['row']}>
            <span>
              {text.relation[mode][side]} <Go href={`/people/teams/${other.id}`}>{other.name}</Go>
              {purpose && <small> · {purpose}</small>}
            </span>
            <span className={css['chips']}>
              <Chip>{text.modes[mode]}</Chip>
              {!barrier && (
                <ConfirmButton
                  variant="subtle"
                  size="xs"
                  confirm={text.end}
                  consequence={text.endNote(other.name)}
                  onConfirm={() => end(other.id)}
                >
                  {text.end}
                </ConfirmButton>
              )}
            </span>
          </li>
        ))}
      </ul>
      {isSaying && <InteractionDialog team={team} onClose={() => setSaying(false)} />}
    </Panel>
  )
}
