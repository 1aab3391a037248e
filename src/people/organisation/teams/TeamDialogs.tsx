import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { FormDialog } from '../../../web/parts/FormDialog.tsx'
import { teams } from '../../../web/text/teams.ts'
import { useText } from '../../../web/text/text.ts'
import { teamsQuery } from './teams.look.ts'
import {
  InteractionMode,
  interactionModes,
  TeamKind,
  teamKinds,
  teamRoutes,
  type Team,
  type TeamDetail,
} from './teams.schema.ts'

/** A new team, or another name, kind and description of one that is there. */
export function TeamDialog({
  team,
  onClose,
  onMade,
}: {
  team?: Team
  onClose: () => void
  onMade?: (team: TeamDetail) => void
}) {
  const text = useText(teams)
  const [name, setName] = useState(team?.name ?? '')
  const [description, setDescription] = useState(team?.description ?? '')
  const [kind, setKind] = useState<TeamKind>(team?.kind ?? 'stream-aligned')
  const send = async () => {
    const said = { name, description, kind }
    if (team) return api(teamRoutes).change({ team: team.id, ...said })
    onMade?.(await api(teamRoutes).create(said))
    return undefined
  }
  return (
    <FormDialog
      title={team ? text.changeTitle(team.name) : text.create}
      submit={team ? text.save : text.createDo}
      send={send}
      onClose={onClose}
      isReady={name.trim() !== ''}
    >
      <TextInput
        label={text.name}
        placeholder={text.namePlace}
        maxLength={200}
        data-autofocus
        value={name}
        onChange={event => setName(event.target.value)}
      />
      <NativeSelect
        label={text.kind}
        description={text.kindNotes[kind]}
        data={teamKinds.map(value => ({ value, label: text.kinds[value] }))}
        value={kind}
        onChange={event => setKind(TeamKind.catch(kind).parse(event.target.value))}
      />
      <Textarea
        label={text.description}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2_000}
        value={description}
        onChange={event => setDescription(event.target.value)}
      />
    </FormDialog>
  )
}

/** What this team is to another one. */
export function InteractionDialog({ team, onClose }: { team: TeamDetail; onClose: () => void }) {
  const text = useText(teams)
  const all = useQuery(teamsQuery())
  const [other, setOther] = useState('')
  const [mode, setMode] = useState<InteractionMode>('x-as-a-service')
  const [purpose, setPurpose] = useState('')
  const others = (all.data?.teams ?? []).filter(one => one.id !== team.id)
  return (
    <FormDialog
      title={text.sayTitle}
      submit={text.save}
      send={() => api(teamRoutes).interact({ team: team.id, other, mode, purpose })}
      onClose={onClose}
      isReady={other !== ''}
    >
      <NativeSelect
        label={text.other}
        data={[{ value: '', label: text.choose }, ...others.map(one => ({ value: one.id, label: one.name }))]}
        value={other}
        onChange={event => setOther(event.target.value)}
      />
      <NativeSelect
        label={text.mode}
        description={text.modeNotes[mode]}
        data={interactionModes.map(value => ({ value, label: text.modes[value] }))}
        value={mode}
        onChange={event => setMode(InteractionMode.catch(mode).parse(event.target.value))}
      />
      <TextInput
        label={text.purpose}
        placeholder={text.purposePlace}
        maxLength={500}
        value={purpose}
        onChange={event => setPurpose(event.target.value)}
      />
    </FormDialog>
  )
}
