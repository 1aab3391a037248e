import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { api } from '../../../web/api.ts'
import { ConfirmButton } from '../../../web/parts/ConfirmButton.tsx'
import { PersonLine } from '../../../web/parts/PersonLine.tsx'
import { usePlatformBarrier } from '../../../web/platform.ts'
import { organisation } from '../../../web/text/organisation.ts'
import { useText } from '../../../web/text/text.ts'
import css from '../organisation.module.css'
import { DepartmentDialog } from './DepartmentDialog.tsx'
import { countBelow, departmentTree, lineTree, type Branch } from './lines.look.ts'
import { lineRoutes, type Department, type Line } from './lines.schema.ts'

type Known = ReadonlyMap<string, string>
const namesOf = (lines: readonly Line[]): Known => new Map(lines.map(({ person }) => [person.id, person.name]))

/** Departments in each other, and in each its people. */
export function DepartmentTree({ departments, lines }: { departments: readonly Department[]; lines: readonly Line[] }) {
  const text = useText(organisation)
  const names = namesOf(lines)
  const peopleOf = Map.groupBy(lines, line => line.departmentId ?? '')
  const unplaced = peopleOf.get('') ?? []
  return (
    <ul className={css['tree']}>
      {departmentTree(departments).map(branch => (
        <DepartmentBranch key={branch.item.id} {...{ branch, peopleOf, names }} />
      ))}
      {unplaced.length > 0 && (
        <Fold title={text.unplaced} count={unplaced.length}>
          <Everybody lines={unplaced} names={names} />
        </Fold>
      )}
    </ul>
  )
}

type DepartmentBranchProps = {
  branch: Branch<Department>
  peopleOf: ReadonlyMap<string, readonly Line[]>
  names: Known
}

function DepartmentBranch({ branch, peopleOf, names }: DepartmentBranchProps) {
  const people = peopleOf.get(branch.item.id) ?? []
  const everybody = ({ item, below }: Branch<Department>): number =>
    (peopleOf.get(item.id)?.length ?? 0) + below.reduce((sum, one) => sum + everybody(one), 0)
  return (
    <Fold title={branch.item.name} count={everybody(branch)} aside={<DepartmentActs department={branch.item} />}>
      <Everybody lines={people} names={names} />
      {branch.below.map(one => (
        <DepartmentBranch key={one.item.id} {...{ branch: one, peopleOf, names }} />
      ))}
    </Fold>
  )
}

function DepartmentActs({ department }: { department: Department }) {
  const text = useText(organisation)
  const queries = useQueryClient()
  const [isChanging, setChanging] = useState(false)
  const barrier = usePlatformBarrier('user:write')
  if (barrier) return null
  const remove = async () => {
    await api(lineRoutes).removeDepartment({ department: department.id })
    await queries.invalidateQueries({ queryKey: ['lines'] })
  }
  return (
    <span className={css['chips']}>
      <Button
        size="xs"
        variant="subtle"
        aria-label={text.changeTitle(department.name)}
        onClick={() => setChanging(true)}
      >
        {text.change}
      </Button>
      {department.people === 0 && (
        <ConfirmButton
          size="xs"
          variant="subtle"
          confirm={text.remove}
          consequence={text.removeNote(department.name)}
          onConfirm={remove}
        >
          {text.remove}
        </ConfirmButton>
      )}
      {isChanging && <DepartmentDialog department={department} onClose={() => setChanging(false)} />}
    </span>
  )
}

/** From those who report to nobody down. */
export function LineTree({ lines }: { lines: readonly Line[] }) {
  const text = useText(organisation)
  const names = namesOf(lines)
  const tree = lineTree(lines)
  const alone = tree.filter(branch => branch.below.length === 0).map(branch => branch.item)
  return (
    <ul className={css['tree']}>
      {tree
        .filter(branch => branch.below.length > 0)
        .map(branch => (
          <LineBranch key={branch.item.person.id} branch={branch} names={names} />
        ))}
      {alone.length > 0 && (
        <Fold title={text.noLine} count={alone.length}>
          <Everybody lines={alone} names={names} />
        </Fold>
      )}
    </ul>
  )
}

function LineBranch({ branch, names }: { branch: Branch<Line>; names: Known }) {
  if (branch.below.length === 0)
    return (
      <li>
        <Someone line={branch.item} names={names} />
      </li>
    )
  return (
    <Fold title={branch.item.person.name} count={countBelow(branch)}>
      <li>
        <Someone line={branch.item} names={names} />
      </li>
      {branch.below.map(one => (
        <LineBranch key={one.item.person.id} branch={one} names={names} />
      ))}
    </Fold>
  )
}

/** What was searched for, without the tree around it. */
export function PeopleList({ lines, all }: { lines: readonly Line[]; all: readonly Line[] }) {
  const text = useText(organisation)
  if (lines.length === 0) return <p className={css['quiet']}>{text.noneFits}</p>
  return (
    <ul className={css['list']}>
      <Everybody lines={lines} names={namesOf(all)} />
    </ul>
  )
}

const Everybody = ({ lines, names }: { lines: readonly Line[]; names: Known }) =>
  lines.map(line => (
    <li key={line.person.id}>
      <Someone line={line} names={names} />
    </li>
  ))

function Someone({ line: { person, title, reportsTo, seats }, names }: { line: Line; names: Known }) {
  const text = useText(organisation)
  const above = reportsTo === null ? undefined : names.get(reportsTo)
  const facts = [title, above && text.reportsTo(above), seats > 0 && text.seats(seats)].filter(Boolean)
  return <PersonLine person={person} href={`/people/${person.id}`} note={facts.join(', ')} />
}

type FoldProps = { title: string; count: number; aside?: ReactNode; children: ReactNode }

/** A branch that can be folded away; open at first. */
function Fold({ title, count, aside, children }: FoldProps) {
  const text = useText(organisation)
  const [isOpen, setOpen] = useState(true)
  return (
    <li className={css['branch']}>
      <div className={css['row']}>
        <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <span aria-hidden>{isOpen ? '▾' : '▸'}</span> <strong>{title}</strong> <small>{text.below(count)}</small>
        </button>
        {aside}
      </div>
      {isOpen && <ul className={css['tree']}>{children}</ul>}
    </li>
  )
}
