import type { Context } from '../../../people/context.ts'
import { seatMay } from '../../../people/policies.ts'
import { projectsOf, seatHoldersIn } from '../../../people/projects/projects.service.ts'
import type { News, NewsReader, NewsWanted } from '../../../people/requests/mail/news.kind.ts'
import { tellNews } from '../../../people/requests/mail/notices.ts'
import type { EndingUse } from './deprecation.schema.ts'
import { lately } from './deprecation.service.ts'
import { listEndingUses, listUsingProjects } from './deprecation.store.ts'

/** Whoever could take something else in a project whose runs took it lately hears that it is deprecated. */
export async function tellUsers(ctx: Context, { assetId, now }: { assetId: string; now: number }): Promise<void> {
  const holders = await seatHoldersIn(ctx, await listUsingProjects(ctx.db, { assetId, since: now - lately }))
  const makers = [...holders.values()].flat().filter(({ seat }) => seatMay(seat, 'asset:write'))
  const users = new Set(makers.map(({ person }) => person.id))
  users.delete(ctx.actor.id)
  await tellNews(ctx.db, { users: [...users], about: assetId, now })
}

/** What is deprecated still, and still used by projects in which they can take something else. */
export const deprecationNews: NewsReader = async (db, { to, of, now }) => {
  const makes = (await projectsOf({ db }, to.id)).filter(({ mySeats }) =>
    mySeats.some(seat => seatMay(seat, 'asset:write')),
  )
  const projectIds = makes.map(({ id }) => id)
  const uses = await listEndingUses(db, { projectIds, since: now - lately, limit: mostTold })
  const isMeant = ({ asset, deprecatedAt }: EndingUse) => ('id' in of ? asset.id === of.id : deprecatedAt >= of.since)
  const byAsset = Map.groupBy(uses.filter(isMeant), ({ asset }) => asset.id)
  return [...byAsset.values()].map(group => newsOf(group, to))
}

const mostTold = 500

function newsOf(uses: readonly EndingUse[], { locale }: NewsWanted['to']): News {
  const text = locale?.startsWith('zh') ? words.zh : words.en
  const [use] = uses
  if (!use) throw new Error('nothing is told of an asset that nobody uses')
  const { asset, endsAt, replacement, reason } = use
  const lines = [
    text.used(uses.map(({ project }) => project.name).join(', ')),
    ...(endsAt === null ? [] : [text.ends(new Date(endsAt).toISOString().slice(0, 10))]),
    ...(replacement?.name ? [text.instead(replacement.name)] : []),
    ...(reason ? [reason] : []),
  ]
  return { title: text.title(asset.name), text: lines.join('\n'), path: `/catalogue/${asset.id}` }
}

const words = {
  en: {
    title: (name: string) => `Deprecated: ${name}`,
    used: (projects: string) => `Runs of ${projects} took it in the last 90 days.`,
    ends: (date: string) => `It ends on ${date}.`,
    instead: (name: string) => `Use ${name} instead.`,
  },
  zh: {
    title: (name: string) => `已弃用：${name}`,
    used: (projects: string) => `${projects} 的运行在最近 90 天内使用过它。`,
    ends: (date: string) => `它将于 ${date} 停用。`,
    instead: (name: string) => `请改用 ${name}。`,
  },
}
