import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAnalytics, type Analytics, type AnalyticsOptions } from './analytics.ts'
import { Limits } from './limits.ts'
import type { Work } from './session.ts'
import type { IngestInput, IngestResult } from './tables.schema.ts'

/** What tests of tables need: analytics in a folder of their own, files to put in, and real tables. */
export type Workbench = {
  analytics: Analytics
  folder: string
  /** a path that nothing stands at */
  fresh(ending?: string): string
  put(content: string | Buffer): Promise<string>
  /** writes a file and reads it as a table */
  ingest(content: string | Buffer, options?: Partial<IngestInput>): Promise<IngestResult & { out: string }>
  ingestFile(file: string, options?: Partial<IngestInput>): Promise<IngestResult & { out: string }>
  /** for calling what runs in the child without a child */
  work(settings?: Partial<Work['settings']>): Work
  close(): Promise<void>
}

export const realTable = (name: string) =>
  join(import.meta.dirname, '../../../../node_modules/vega-datasets/data', name)

export async function openWorkbench(options: Omit<AnalyticsOptions, 'dataDir'> = {}): Promise<Workbench> {
  const folder = await mkdtemp(join(tmpdir(), 'trireme analytics [1] '))
  const analytics = openAnalytics({ dataDir: folder, ...options })
  let files = 0
  const fresh = (ending = '') => join(folder, `file ${++files}${ending}`)
  const put = async (content: string | Buffer) => {
    const file = fresh()
    await writeFile(file, content)
    return file
  }
  const ingestFile: Workbench['ingestFile'] = async (file, more) => {
    const out = fresh('.parquet')
    return { ...(await analytics.ingest({ ...more, file, out })), out }
  }
  return {
    analytics,
    folder,
    fresh,
    put,
    ingestFile,
    ingest: async (content, more) => ingestFile(await put(content), more),
    work: settings => ({
      settings: { scratch: folder, memoryBytes: 512 * 1024 * 1024, threads: 2, limits: Limits.parse({}), ...settings },
      signal: new AbortController().signal,
      report: () => {},
    }),
    async close() {
      await analytics.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
