/** What somebody changed of an asset, over all time. */
export type Share = { asset: string; person: string; creations: number; changes: number }

export type BusFactor = {
  /** how many authors can go before more than half of the assets have none; 0 without an author */
  factor: number
  assets: number
  /** assets that have one author, or none any more */
  single: string[]
  orphaned: string[]
}

/**
 * Degree of authorship and truck factor, as in aserg-ufmg/Truck-Factor: 3.293 + 1.098 FA + 0.164 DL - 0.321 ln(1 + AC),
 * where FA is 1 for the creator, DL counts own changes and AC those of others.
 */
export const authorship = ({ isCreator, own, others }: { isCreator: boolean; own: number; others: number }) =>
  3.293 + (isCreator ? 1.098 : 0) + 0.164 * own - 0.321 * Math.log(1 + others)

const least = 3.293
const ofMost = 0.75

/** Who left is author of nothing any more. */
export function busFactorOf(shares: readonly Share[], isHere: (person: string) => boolean): BusFactor {
  const assets = [...Map.groupBy(shares, ({ asset }) => asset)]
  const authors = new Map(assets.map(([asset, of]) => [asset, authorsOf(of).filter(isHere)]))
  const left = new Map([...authors].map(([asset, of]) => [asset, new Set(of)]))
  const held = () => [...left.values()].filter(of => of.size > 0)
  let factor = 0
  while (held().length * 2 >= assets.length && held().length > 0) {
    const counts = Map.groupBy(
      held().flatMap(of => [...of]),
      person => person,
    )
    const [top] = [...counts].toSorted(([a, x], [b, y]) => y.length - x.length || a.localeCompare(b))
    if (!top) break
    for (const of of left.values()) of.delete(top[0])
    factor += 1
  }
  const having = (n: number) => [...authors].flatMap(([asset, of]) => (of.length === n ? [asset] : []))
  return { factor, assets: assets.length, single: having(1), orphaned: having(0) }
}

/** Authors: beyond three quarters of the strongest, and beyond the least or creators of it. */
function authorsOf(shares: readonly Share[]): string[] {
  const people = [...Map.groupBy(shares, ({ person }) => person)].map(([person, of]) => ({
    person,
    isCreator: of.some(({ creations }) => creations > 0),
    own: of.reduce((sum, { changes }) => sum + changes, 0),
  }))
  const all = people.reduce((sum, { own }) => sum + own, 0)
  const known = people
    .filter(({ isCreator, own }) => isCreator || own > 0)
    .map(one => ({ ...one, degree: authorship({ ...one, others: all - one.own }) }))
  const most = Math.max(0, ...known.map(({ degree }) => degree))
  return known
    .filter(({ degree, isCreator }) => degree > ofMost * most && (degree >= least || isCreator))
    .map(({ person }) => person)
}
