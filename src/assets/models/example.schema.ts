import { z } from 'zod'

/** A table as MLflow keeps the example that was logged with a model. */
const Split = z.object({ columns: z.array(z.string()), data: z.array(z.array(z.unknown())).min(1) })

/** The first row of a model's example by column; nothing where the example has another form than a table. */
export function firstRowOf(example: string | null): Map<string, unknown> {
  const { success, data } = Split.safeParse(example === null ? null : parsed(example))
  const row = data?.data[0] ?? []
  return new Map(success ? data.columns.map((name, at) => [name, row[at]]) : [])
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // a model may be logged with an example that is not JSON
    if (error instanceof SyntaxError) return null
    throw error
  }
}
