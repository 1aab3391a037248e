import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { Empty } from '../../../web/parts/Empty.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { BigNumber, Num } from '../../../web/parts/Num.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { useProject } from '../../../web/project.ts'
import { goals } from '../../../web/text/goals.ts'
import { useText } from '../../../web/text/text.ts'
import { AddDialog, ConnectDialog, WorthDialog } from './DriverDialogs.tsx'
import css from './drivers.module.css'
import { driverRoutes, layers, type Driver, type KpiTree } from './drivers.schema.ts'

type Asked = { kind: 'add' } | { kind: 'worth' } | { kind: 'connect'; driver: Driver }

/** From the KPI down to the data, live; dashed is believed, solid is exact or supported by an experiment. */
export function DriversPanel() {
  const text = useText(goals).drivers
  const { slug } = useProject()
  const [asked, setAsked] = useState<Asked | undefined>()
  const query = useQuery({
    queryKey: ['project', slug, 'drivers'],
    queryFn: ({ signal }) => api(driverRoutes).tree({ project: slug }, { signal }),
  })
  const aside = (
    <RightTo right="kpi:write" action={text.addAction}>
      <Button leftSection={<IconPlus />} onClick={() => setAsked({ kind: 'add' })}>
        {text.add}
      </Button>
      <Button onClick={() => setAsked({ kind: 'worth' })}>{text.setWorth}</Button>
    </RightTo>
  )
  const close = () => setAsked(undefined)
  return (
    <Panel title={text.title} note={text.note} aside={aside}>
      <Loaded query={query}>
        {tree => (
          <>
            {tree.drivers.length === 0 ? (
              <Empty title={text.none}>{text.noneText}</Empty>
            ) : (
              <Layers tree={tree} onConnect={driver => setAsked({ kind: 'connect', driver })} />
            )}
            {tree.worth && <Worth worth={tree.worth} />}
            {asked?.kind === 'add' && <AddDialog onClose={close} />}
            {asked?.kind === 'connect' && <ConnectDialog tree={tree} driver={asked.driver} onClose={close} />}
            {asked?.kind === 'worth' && <WorthDialog tree={tree} onClose={close} />}
          </>
        )}
      </Loaded>
    </Panel>
  )
}

function Layers({ tree, onConnect }: { tree: KpiTree; onConnect: (driver: Driver) => void }) {
  const text = useText(goals).drivers
  return (
    <ol className={css['layers']}>
      {layers
        .map(layer => ({ layer, drivers: tree.drivers.filter(driver => driver.layer === layer) }))
        .filter(({ drivers }) => drivers.length > 0)
        .map(({ layer, drivers }) => (
          <li key={layer}>
            <span className={css['layer']}>{text.layer[layer]}</span>
            <ul>
              {drivers.map(driver => (
                <Node key={driver.id} driver={driver} tree={tree} onConnect={onConnect} />
              ))}
            </ul>
          </li>
        ))}
    </ol>
  )
}

type NodeProps = { driver: Driver; tree: KpiTree; onConnect: (driver: Driver) => void }

function Node({ driver, tree, onConnect }: NodeProps) {
  const text = useText(goals).drivers
  const { slug } = useProject()
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: () => api(driverRoutes).remove({ project: slug, driver: driver.id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['project', slug] }),
  })
  const { now } = driver
  const nameOf = (id: string) => tree.drivers.find(one => one.id === id)?.name ?? ''
  return (
    <li className={css['node']}>
      <strong>{driver.name}</strong>
      {now ? (
        <span>
          <Num
            value={now.value}
            unit={driver.unit}
            {...(now.low !== null && now.high !== null && { range: [now.low, now.high] as const })}
            {...(now.n !== null && { n: now.n })}
          />{' '}
          <small>{now.from}</small>
        </span>
      ) : (
        <small>{text.noValue}</small>
      )}
      {tree.edges
        .filter(edge => edge.from === driver.id)
        .map(edge => (
          <span key={edge.to} className={css['edge']} data-proven={edge.isProven}>
            {text.drives(nameOf(edge.to))} · {text.kind[edge.kind]}
            {edge.kind === 'influence' && `, ${edge.isProven ? text.supported : text.believed}`}
            {edge.note && ` · ${edge.note}`}
          </span>
        ))}
      <RightTo right="kpi:write" action={text.connectAction}>
        <span className={css['acts']}>
          <Button size="compact-xs" onClick={() => onConnect(driver)}>
            {text.connect}
          </Button>
          <Button size="compact-xs" onClick={() => remove.mutate()} loading={remove.isPending}>
            {text.remove}
          </Button>
        </span>
      </RightTo>
    </li>
  )
}

function Worth({ worth: { plan, found } }: { worth: NonNullable<KpiTree['worth']> }) {
  const text = useText(goals).drivers
  const format = useFormat()
  const said = (spread: typeof found.value, digits: number) =>
    spread
      ? { value: format.num(spread.half, digits), beside: `(${format.interval([spread.low, spread.high], digits)})` }
      : { value: '–' }
  return (
    <div className={css['worth']}>
      <BigNumber
        label={text.value(plan.currency)}
        {...said(found.value, 0)}
        note={found.value ? text.range : text.noMetric}
      />
      <BigNumber label={text.point[plan.kind](plan.currency)} {...said(found.point, 0)} note={text.range} />
      <BigNumber label={text.breakEven} {...said(found.breakEven, 2)} note={text.range} />
    </div>
  )
}
