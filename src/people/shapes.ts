import { z } from 'zod'

/** Shapes that many slices share on the wire. Times are UTC epoch milliseconds. */
export const Time = z.number().int().nonnegative()

export const Slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters, digits and single hyphens')
  .max(60)

export const InProject = z.object({ project: z.string().min(1).max(80) })

/** Any Unicode, but visible: no control characters, not only spaces. */
export const Name = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200)
  .refine(text => !/\p{Cc}/u.test(text), 'must not hold control characters')

/** Without NUL, which Postgres cannot hold. */
export const Text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine(text => !text.includes('\0'), 'must not hold NUL')

/** An account of the platform's own, or an agent: no person, so it fills no seat and answers for nothing. */
export const isProgram = (kind: string) => kind === 'service' || kind === 'agent'

export const PersonRef = z.object({ id: z.string(), name: z.string(), kind: z.string() }).meta({ id: 'PersonRef' })
export type PersonRef = z.infer<typeof PersonRef>

export const Page = {
  before: z.string().max(200).optional(),
  limit: z.coerce.number<number>().int().min(1).max(500).default(50),
}

/** A list in an order of its own: what comes after the place that the page before named as `next`. */
export const PageAfter = {
  after: z.string().max(200).optional(),
  limit: z.coerce.number<number>().int().min(1).max(500).default(500),
}
export type PageAfter = { after?: string | undefined; limit: number }

/** Where the next page begins; null after a page that was not full. */
export const nextAfter = <T>(items: readonly T[], limit: number, placeOf: (item: T) => string): string | null => {
  const last = items.at(-1)
  return last !== undefined && items.length === limit ? placeOf(last) : null
}

/** Any object of the platform that people talk about, ask for or follow. */
export const ObjectRef = z
  .object({
    kind: z.string().min(1).max(40),
    id: z.string().min(1).max(300),
    version: z.string().max(80).nullable().optional(),
  })
  .meta({ id: 'ObjectRef' })
export type ObjectRef = z.infer<typeof ObjectRef>
