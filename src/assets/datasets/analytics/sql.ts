import { z } from 'zod'

/** A name as SQL; DuckDB knows no other escape than the doubled quote. */
export const ident = (name: string) => `"${name.replaceAll('"', '""')}"`

/** A text as SQL: for paths and fixed words of ours; a person's values are bound instead. */
export const text = (value: string) => `'${value.replaceAll("'", "''")}'`

/** Numbers as SQL; by way of text, so that each arrives as exactly this double. */
export const doubles = (values: readonly number[]) => `[${values.map(value => `'${value}'`).join(', ')}]::double[]`

/** Our Parquet files, read exactly as they are: nothing is learnt from folder names. */
export const parquet = (file: string) => `read_parquet(${text(file)}, hive_partitioning = false)`

/** A count as DuckDB gives it. */
export const Count = z.bigint().transform(Number)
