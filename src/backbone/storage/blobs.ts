import type { Config } from '../../kernel/config.ts'
import { fileBlobs } from './files.ts'
import { folderOf } from './folder.ts'
import type { Kept } from './hashed.ts'
import { s3Blobs } from './s3/blobs.ts'

/** Bytes named by their SHA-256: written once, never changed, shared by whoever has the same bytes. */
export type Blobs = {
  /** streams to disk while hashing; durable when it returns */
  put(body: AsyncIterable<Uint8Array>, limit?: number): Promise<Kept>
  open(digest: string, range?: { from: number; to: number }): ReadableStream<Uint8Array>
  has(digest: string): Promise<boolean>
  /** the same for whoever is about to name it: it stays as if it were written now */
  keep(digest: string): Promise<boolean>
  size(digest: string): Promise<number>
  /** a file with these bytes on this machine, for programs that read files; it stays for an hour at least */
  path(digest: string): Promise<string>
  /** moves a finished file of ours into the store */
  adopt(file: string): Promise<Kept>
  list(): AsyncIterable<Kept>
  /** puts the bytes into a new file; a second name for the same ones where that is possible */
  saveTo(digest: string, file: string): Promise<void>
  /** takes the bytes of somebody's file, which stays theirs */
  bring(digest: string, file: string): Promise<void>
  /** removes a blob for good, unless somebody has written the same bytes since a time; says whether it is gone */
  remove(digest: string, unwrittenSince: number): Promise<boolean>
  /** removes what a killed server was writing, which was never acknowledged; only for the one server of this data */
  clear(): Promise<void>
}

/** Files below the data folder, or a bucket of S3 with files as its cache. */
export function openBlobs({ dataDir, blobs }: Pick<Config, 'dataDir' | 'blobs'>): Blobs {
  const { blobs: folder, blobCache } = folderOf(dataDir)
  return blobs.kind === 'files' ? fileBlobs(folder) : s3Blobs(blobs, blobCache)
}
