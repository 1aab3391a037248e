import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { platformRights } from '../../people/policies.ts'
import { seats, type Seat } from '../../people/seats.ts'
import { userRoutes, type User } from '../../people/users/users.schema.ts'
import { api } from '../../web/api.ts'
import { CannotNote } from '../../web/parts/Cannot.tsx'
import { ErrorPanel } from '../../web/parts/ErrorPanel.tsx'
import { Panel, Stack } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { SeatOar } from '../../web/parts/SeatOar.tsx'
import { usePlatformBarrier } from '../../web/platform.ts'
import { backbone } from '../../web/text/backbone.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import css from './AccessPage.module.css'

// only these carry rights over the platform; the others matter inside projects
const guarding = new Set<Seat>([...platformRights['platform:write'], ...platformRights['user:write']])

/** Who guards the backbone. */
export function PlatformSeats({ users }: { users: readonly User[] }) {
  const text = useText(backbone).accessPage
  const queries = useQueryClient()
  const barrier = usePlatformBarrier('user:write')
  const change = useMutation({
    mutationFn: ({ take, ...place }: { take: boolean; seat: Seat; user: string }) =>
      take ? api(userRoutes).takeSeat(place) : api(userRoutes).leaveSeat(place),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['users'] }),
  })
  const shown = seats.filter(seat => guarding.has(seat) || users.some(user => user.platformSeats.includes(seat)))
  return (
    <Panel title={text.seats} note={text.seatsNote}>
      <Stack>
        <ul className={css['seats']}>
          {shown.map(seat => (
            <SeatRow
              key={seat}
              seat={seat}
              users={users}
              {...(!barrier && { onChange: (user: string, take: boolean) => change.mutate({ seat, user, take }) })}
            />
          ))}
        </ul>
        {barrier && <CannotNote action={text.give} {...barrier} />}
        {change.error && <ErrorPanel error={change.error} />}
      </Stack>
    </Panel>
  )
}

type SeatRowProps = { seat: Seat; users: readonly User[]; onChange?: (user: string, take: boolean) => void }

function SeatRow({ seat, users, onChange }: SeatRowProps) {
  const text = useText(backbone).accessPage
  const name = useText(seatWords).name[seat]
  const holders = users.filter(user => user.platformSeats.includes(seat))
  const others = users.filter(
    user => !user.platformSeats.includes(seat) && user.kind === 'person' && user.deactivatedAt === null,
  )
  return (
    <li>
      <SeatOar seat={seat} state={holders.length > 0 ? 'filled' : 'empty'} />
      <span className={css['people']}>
        {holders.length === 0 && <span className={css['empty']}>{text.empty}</span>}
        {holders.map(user => (
          <span key={user.id} className={css['people']}>
            <PersonName person={user} />
            {onChange && (
              <ActionIcon
                variant="subtle"
                size="sm"
                aria-label={text.takeAway(user.name, name)}
                onClick={() => onChange(user.id, false)}
              >
                <IconX />
              </ActionIcon>
            )}
          </span>
        ))}
        {onChange && others.length > 0 && (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button size="xs" leftSection={<IconPlus />}>
                {text.give}
                <span className="quiet">: {name}</span>
              </Button>
            </Menu.Target>
            <Menu.Dropdown mah={280} style={{ overflowY: 'auto' }}>
              {others.map(user => (
                <Menu.Item key={user.id} onClick={() => onChange(user.id, true)}>
                  {user.name}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </span>
    </li>
  )
}
