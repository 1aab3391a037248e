import type { Context } from '../../../people/context.ts'
import { nextAfter, type PageAfter } from '../../../people/shapes.ts'
import type { Seat } from '../../../people/seats.ts'
import { readableProjects } from '../readers.ts'
import { ownersOf, type Component } from './ownership.schema.ts'
import { countBroken, listComponents, type StoredComponent } from './ownership.store.ts'

export async function readComponents(ctx: Context, page: PageAfter & { rule: 'all' | 'broken' }) {
  const projectIds = await readableProjects(ctx)
  const components = await listComponents(ctx.db, { ...page, projectIds })
  return {
    components: components.map(judged),
    next: nextAfter(components, page.limit, ({ asset }) => `${asset.kind} ${asset.id}`),
    broken: await countBroken(ctx.db, projectIds),
  }
}

/** The rule holds for what is shared; what only its own project uses is not a part of the shared tier yet. */
function judged(component: StoredComponent): Component {
  const belongs = ownersOf[component.asset.kind]
  const owningSeat: Seat = component.seats.find(seat => belongs.includes(seat)) ?? belongs[0]
  const isRight = component.seats.some(seat => belongs.includes(seat))
  const fault = !component.isShared || isRight ? null : component.seats.length === 0 ? 'gone' : 'other_seat'
  return { ...component, owningSeat, fault }
}
