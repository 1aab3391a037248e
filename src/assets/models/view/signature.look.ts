import { z } from 'zod'

/** One field of a signature as people read it. */
export type Field = { name: string; type: string; isRequired: boolean; shape: string; preset: string }
export type Signature = { inputs: Field[]; outputs: Field[]; params: Field[] }

const Spec = z.object({
  name: z.string().optional(),
  type: z.unknown().optional(),
  required: z.boolean().optional(),
  optional: z.boolean().optional(),
  shape: z.array(z.number()).nullish(),
  default: z.unknown().optional(),
  'tensor-spec': z.object({ dtype: z.string(), shape: z.array(z.number()) }).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
})
type Spec = z.infer<typeof Spec>

/** The signature that stands in an MLmodel file as JSON inside YAML; nothing where there is none, or one not understood. */
export function signatureOf(mlmodel: string): Signature | undefined {
  const part = (name: keyof Signature) => fieldsOf(scalarOf(mlmodel, name))
  const signature = { inputs: part('inputs'), outputs: part('outputs'), params: part('params') }
  return signature.inputs.length + signature.outputs.length + signature.params.length > 0 ? signature : undefined
}

/** The text of `inputs: '...'`: lines are folded to one, and two quotes stand for one. */
function scalarOf(mlmodel: string, name: string): string | undefined {
  const found = new RegExp(`^ {2}${name}: '((?:[^']|'')*)'`, 'm').exec(mlmodel)?.[1]
  return found?.replaceAll(/\s*\n\s*/g, ' ').replaceAll("''", "'")
}

function fieldsOf(text: string | undefined): Field[] {
  if (text === undefined) return []
  try {
    return z
      .array(Spec)
      .parse(JSON.parse(text))
      .map((spec, at) => fieldOf(spec, at))
  } catch (error) {
    // the file is the user's: what is not understood is shown as it is
    if (error instanceof SyntaxError || error instanceof z.ZodError) return []
    throw error
  }
}

function fieldOf(spec: Spec, at: number): Field {
  const shape = spec['tensor-spec']?.shape ?? spec.shape
  return {
    name: spec.name ?? String(at),
    type: typeOf(spec),
    isRequired: spec.default === undefined && spec.required !== false && spec.optional !== true,
    shape: shape ? `(${shape.map(size => (size === -1 ? '*' : size)).join(', ')})` : '',
    preset: spec.default === undefined ? '' : JSON.stringify(spec.default),
  }
}

function typeOf(given: unknown): string {
  const { success, data } = Spec.safeParse(given)
  if (!success) return ''
  if (data['tensor-spec']) return data['tensor-spec'].dtype
  if (data.type === 'array') return `array<${typeOf(data.items)}>`
  if (data.type === 'object')
    return `{ ${Object.entries(data.properties ?? {})
      .map(([key, value]) => `${key}: ${typeOf(value)}`)
      .join(', ')} }`
  return String(data.type)
}
