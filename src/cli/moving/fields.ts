/** Fields of rows and YAML files, of which only the place that wrote them knows the types. */
export const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'bigint' ? value.toString() : ''
export const textOrNull = (value: unknown): string | null => text(value) || null
export const number = (value: unknown): number => Number(value ?? 0)
