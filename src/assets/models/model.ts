import { z } from 'zod'
import type { KeyValue } from '../experiments/rules.ts'

/** The original's stages, kept for old clients; aliases and tags have replaced them. */
export const Stage = z.enum(['None', 'Staging', 'Production', 'Archived'])
export type Stage = z.infer<typeof Stage>

export type ModelVersion = {
  assetId: string
  name: string
  version: number
  /** as the client wrote it */
  source: string
  /** where its files are: below a run, below a logged model, or a place that only clients know */
  storageLocation: string
  runId: string | null
  runLink: string | null
  modelId: string | null
  description: string | null
  /** who made it elsewhere, as that place wrote it; only of imported versions */
  userName: string | null
  stage: Stage
  createdBy: string
  createdBySeat: string | null
  createdAt: number
  updatedAt: number
  tags: KeyValue[]
  aliases: string[]
}

export type Alias = { alias: string; version: number }

export type RegisteredModel = {
  assetId: string
  projectId: string
  name: string
  description: string | null
  isPrompt: boolean
  lastVersion: number
  createdBy: string
  createdAt: number
  updatedAt: number
  tags: KeyValue[]
  aliases: Alias[]
  /** the newest of each stage */
  latestVersions: ModelVersion[]
}
