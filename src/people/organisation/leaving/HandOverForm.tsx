import { Button, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api } from '../../../web/api.ts'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { FormDialog } from '../../../web/parts/FormDialog.tsx'
import { Stack } from '../../../web/parts/Panel.tsx'
import { PersonPick, type Picked } from '../../../web/parts/PersonPick.tsx'
import { leaving } from '../../../web/text/leaving.ts'
import { useText } from '../../../web/text/text.ts'
import css from '../organisation.module.css'
import { leavingRoutes, type Holding } from './leaving.schema.ts'

type HandOverFormProps = { user: { id: string }; chosen: readonly Holding[] }

/** Gives all chosen rows to one person, or says openly that nobody takes them. */
export function HandOverForm({ user, chosen }: HandOverFormProps) {
  const text = useText(leaving)
  const queries = useQueryClient()
  const [to, setTo] = useState<Picked | undefined>()
  const [isReleasing, setReleasing] = useState(false)
  const given = itemsOf(chosen, 'hand-over')
  const left = itemsOf(chosen, 'release')
  const move = useMutation({
    mutationFn: (heir: string) => api(leavingRoutes).handOver({ user: user.id, items: given, to: heir }),
    onSuccess: () => queries.invalidateQueries(),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (to) move.mutate(to.id)
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        {chosen.length === 0 && <p className={css['quiet']}>{text.choose}</p>}
        <div className={css['add']}>
          <PersonPick label={text.to} value={to} onChange={setTo} without={[user.id]} />
          <Button
            type="submit"
            variant="filled"
            disabled={!to || given.length === 0 || given.length < chosen.length}
            loading={move.isPending}
          >
            {text.handOver}
          </Button>
          <Button disabled={left.length === 0 || left.length < chosen.length} onClick={() => setReleasing(true)}>
            {text.release}
          </Button>
        </div>
        {move.error && <ErrorPanel error={move.error} />}
      </Stack>
      {isReleasing && <ReleaseDialog user={user.id} items={left} onClose={() => setReleasing(false)} />}
    </form>
  )
}

type Item = { kind: string; id: string }

const itemsOf = (chosen: readonly Holding[], way: 'hand-over' | 'release'): Item[] =>
  chosen.filter(one => one.ways.includes(way)).map(({ kind, id }) => ({ kind, id }))

function ReleaseDialog({ user, items, onClose }: { user: string; items: Item[]; onClose: () => void }) {
  const text = useText(leaving)
  const [reason, setReason] = useState('')
  return (
    <FormDialog
      title={text.releaseTitle(items.length)}
      submit={text.release}
      send={() => api(leavingRoutes).release({ user, items, reason })}
      onClose={onClose}
      isReady={reason.trim() !== ''}
    >
      <p>{text.releaseNote}</p>
      <Textarea
        label={text.reason}
        autosize
        minRows={2}
        maxLength={2_000}
        value={reason}
        onChange={event => setReason(event.target.value)}
      />
    </FormDialog>
  )
}
