import { Table, type TableProps } from './Table.tsx'
import { useRowsInSight, type Endless } from './useRowsInSight.tsx'

type EndlessTableProps<Row> = Omit<TableProps<Row>, 'sight'> & { endless: Endless }

/** A table of any number of rows: only those in sight exist, and near the end more is asked for. */
export function EndlessTable<Row>({ endless, ...table }: EndlessTableProps<Row>) {
  return <Table {...table} sight={useRowsInSight(table.rows.length, endless)} />
}
