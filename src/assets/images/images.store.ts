import type { Db } from '../../database/schema.ts'
import { readPlace, writePlace } from '../../people/places.ts'
import type { PageAfter } from '../../people/shapes.ts'
import type { Image } from './images.schema.ts'
import { ImageSpec, type ImageLock } from './spec.schema.ts'

export async function saveImage(
  db: Db,
  image: { lock: ImageLock; spec: ImageSpec; name: string; sizeBytes: number; buildMs: number; now: number },
): Promise<void> {
  const built = { state: 'ready', size_bytes: image.sizeBytes, built_at: image.now }
  await db
    .insertInto('images')
    .values({
      digest: image.lock.digest,
      name: image.name,
      spec: JSON.stringify(image.spec),
      lock: JSON.stringify(image.lock),
      python: image.lock.python,
      created_at: image.now,
      build_ms: image.buildMs,
      ...built,
    })
    .onConflict(c => c.column('digest').doUpdateSet(built))
    .execute()
}

const whole = (db: Db, projectId: string) =>
  db
    .selectFrom('assets as a')
    .innerJoin('asset_versions as v', 'v.asset_id', 'a.id')
    .innerJoin('images as i', 'i.digest', 'v.digest')
    .innerJoin('users as u', 'u.id', 'v.created_by')
    .where('a.project_id', '=', projectId)
    .where('a.kind', '=', 'image')
    .select([
      'a.id',
      'a.name',
      'v.version',
      'v.created_at',
      'i.digest',
      'i.spec',
      'i.lock',
      'i.python',
      'i.size_bytes',
      'i.build_ms',
    ])
    .select(['u.id as user_id', 'u.name as user_name', 'u.kind as user_kind'])

export type StoredImage = Omit<Image, 'packages'> & { lock: string }

/** Newest first; versions that were made in the same moment follow their assets. */
export async function listImages(db: Db, projectId: string, page: PageAfter): Promise<StoredImage[]> {
  let query = whole(db, projectId).orderBy('v.created_at', 'desc').orderBy('a.id', 'desc').limit(page.limit)
  if (page.after !== undefined) {
    const { at, id } = readPlace(page.after)
    query = query.where(eb => eb(eb.refTuple('v.created_at', 'a.id'), '<', eb.tuple(at, id)))
  }
  return (await query.execute()).map(toImage)
}

export const placeOfImage = ({ createdAt, assetId }: StoredImage) => writePlace({ at: createdAt, id: assetId })

/** The newest of a name, or the one of a digest. */
export async function findImageNamed(db: Db, projectId: string, ref: string): Promise<StoredImage | undefined> {
  const row = await whole(db, projectId)
    .where(eb => eb.or([eb('i.digest', '=', ref), eb('a.name', '=', ref)]))
    .orderBy('v.created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && toImage(row)
}

export async function findImage(db: Db, projectId: string, digest: string): Promise<StoredImage | undefined> {
  const row = await whole(db, projectId).where('i.digest', '=', digest).orderBy('v.version', 'desc').executeTakeFirst()
  return row && toImage(row)
}

type Row = Awaited<ReturnType<ReturnType<typeof whole>['executeTakeFirstOrThrow']>>

function toImage(row: Row): StoredImage {
  return {
    assetId: row.id,
    name: row.name,
    version: row.version,
    digest: row.digest,
    spec: ImageSpec.parse(JSON.parse(row.spec)),
    lock: row.lock,
    python: row.python,
    sizeBytes: row.size_bytes,
    buildMs: row.build_ms,
    createdBy: { id: row.user_id, name: row.user_name, kind: row.user_kind },
    createdAt: row.created_at,
  }
}
