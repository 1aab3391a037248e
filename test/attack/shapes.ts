import { z } from 'zod'
import type { Chance } from '../chance.ts'
import { oddValue } from './odd.ts'

/** As much of JSON Schema as our documents use. */
export type Shape = {
  $ref?: string | undefined
  anyOf?: Shape[] | undefined
  oneOf?: Shape[] | undefined
  allOf?: Shape[] | undefined
  enum?: unknown[] | undefined
  const?: unknown
  type?: string | string[] | undefined
  items?: Shape | boolean | undefined
  /** of a tuple, each place by itself */
  prefixItems?: Shape[] | undefined
  properties?: Record<string, Shape> | undefined
  required?: string[] | undefined
  minimum?: number | undefined
  maximum?: number | undefined
  minLength?: number | undefined
}

export const Shape: z.ZodType<Shape> = z.lazy(() =>
  z.looseObject({
    $ref: z.string().optional(),
    anyOf: z.array(Shape).optional(),
    oneOf: z.array(Shape).optional(),
    allOf: z.array(Shape).optional(),
    enum: z.array(z.unknown()).optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    items: z.union([Shape, z.boolean()]).optional(),
    prefixItems: z.array(Shape).optional(),
    properties: z.record(z.string(), Shape).optional(),
    required: z.array(z.string()).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    minLength: z.number().optional(),
  }),
)

export type Filling = {
  chance: Chance
  /** what a reference names */
  named: Readonly<Record<string, Shape>>
  /** values that mean something to the server, by the name of their field */
  known: (field: string) => string | undefined
  /** how likely a value is an odd one */
  oddness: number
}

/** A value of the shape, or, where chance wants it, of none. */
export function fill(shape: Shape, field: string, how: Filling): unknown {
  const { chance } = how
  if (chance.is(how.oddness)) return oddValue(chance)
  if (shape.$ref !== undefined) return fill(how.named[shape.$ref.split('/').at(-1) ?? ''] ?? {}, field, how)
  const choices = shape.anyOf ?? shape.oneOf ?? shape.allOf
  if (choices?.length) return fill(choices[chance.below(choices.length)] ?? {}, field, how)
  if (shape.enum?.length) return shape.enum[chance.below(shape.enum.length)]
  if (shape.const !== undefined) return shape.const
  return ofType(shape, field, how)
}

function ofType(shape: Shape, field: string, how: Filling): unknown {
  const { chance } = how
  switch (Array.isArray(shape.type) ? shape.type[0] : shape.type) {
    case 'string':
      return how.known(field) ?? 'a'.repeat(Math.max(shape.minLength ?? 0, 1 + chance.below(12)))
    case 'integer':
      return Math.max(shape.minimum ?? 0, Math.min(shape.maximum ?? 100, chance.below(100)))
    case 'number':
      return chance.next() * 100
    case 'boolean':
      return chance.is(0.5)
    case 'array':
      return arrayOf(shape, field, how)
    case 'object':
      return objectOf(shape, how)
    default:
      return how.known(field) ?? oddValue(chance)
  }
}

function arrayOf({ prefixItems, items }: Shape, field: string, how: Filling): unknown {
  if (prefixItems) return prefixItems.map(one => fill(one, field, how))
  const each = typeof items === 'object' ? items : {}
  return Array.from({ length: how.chance.below(4) }, () => fill(each, field, how))
}

function objectOf(shape: Shape, how: Filling): unknown {
  const required = new Set(shape.required)
  const chosen = Object.entries(shape.properties ?? {}).filter(
    ([name]) => (required.has(name) && !how.chance.is(how.oddness)) || how.chance.is(0.6),
  )
  return Object.fromEntries(chosen.map(([name, part]) => [name, fill(part, name, how)]))
}
