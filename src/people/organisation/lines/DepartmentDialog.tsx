import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { FormDialog } from '../../../web/parts/FormDialog.tsx'
import { organisation } from '../../../web/text/organisation.ts'
import { useText } from '../../../web/text/text.ts'
import { departmentsQuery } from './lines.look.ts'
import { lineRoutes, type Department } from './lines.schema.ts'

/** A new department, or another name and place of one that is there. */
export function DepartmentDialog({ department, onClose }: { department?: Department; onClose: () => void }) {
  const text = useText(organisation)
  const known = useQuery(departmentsQuery())
  const [name, setName] = useState(department?.name ?? '')
  const [parentId, setParent] = useState(department?.parentId ?? null)
  const others = (known.data?.departments ?? []).filter(one => one.id !== department?.id)
  const send = async (): Promise<unknown> =>
    department
      ? api(lineRoutes).changeDepartment({ department: department.id, name, parentId })
      : api(lineRoutes).createDepartment({ name, parentId })
  return (
    <FormDialog
      title={department ? text.changeTitle(department.name) : text.department}
      submit={department ? text.save : text.make}
      send={send}
      onClose={onClose}
      isReady={name.trim() !== ''}
    >
      <TextInput
        label={text.name}
        maxLength={200}
        data-autofocus
        value={name}
        onChange={event => setName(event.target.value)}
      />
      <NativeSelect
        label={text.parent}
        data={[{ value: '', label: text.top }, ...others.map(one => ({ value: one.id, label: one.name }))]}
        value={parentId ?? ''}
        onChange={event => setParent(event.target.value || null)}
      />
    </FormDialog>
  )
}
