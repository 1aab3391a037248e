import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { readServerFile } from '../backbone/storage/folder.ts'
import { runStory, type Report } from '../cli/demo.ts'
import type { Db } from '../database/schema.ts'
import { systemClock } from '../kernel/clock.ts'
import type { Config } from '../kernel/config.ts'
import { AppError } from '../kernel/errors.ts'
import { demoToken } from '../projects/demo/demo.service.ts'
import { connect } from '../sdk/trireme.ts'

export type Played = {
  isDone: boolean
  url: string
  project: string
  seconds: number
  /** what steps had to say */
  notes: string[]
  stopped?: string
  reason?: string
}

type Wish = { config: Config; db: Db; data?: string | undefined; say: (line: string) => void }

/** Plays the demo on the running server, step by step; with a table of one's own in a project of its own. */
export async function playDemo({ config, db, data, say }: Wish): Promise<Played> {
  const server = readServerFile(config.dataDir)
  if (!server) throw noServer(config)
  if (data !== undefined && !existsSync(data)) throw new AppError('not_found', `There is no file ${data}`)
  await demandRunning(server.url, config)
  const url = config.url || server.url
  const began = Date.now()
  const played: Played = { isDone: false, url, project: '', seconds: 0, notes: [] }
  const report: Report = said => {
    if ('plan' in said) played.project = said.project
    else if ('stopped' in said) Object.assign(played, { stopped: said.stopped, reason: said.reason })
    else if (said.state === 'running') say(said.step)
    else say(`  done in ${said.seconds ?? 0} s${said.note === undefined ? '' : `: ${said.note}`}`)
    if ('note' in said && said.note !== undefined) played.notes.push(`${said.step}: ${said.note}`)
  }
  const connection = { url: server.url, token: await demoToken(db, systemClock) }
  played.isDone = await runStory({
    connection,
    connect,
    report,
    ...(data === undefined ? {} : { data: resolve(data) }),
  })
  played.seconds = Math.round((Date.now() - began) / 100) / 10
  return played
}

export const playedText = ({ isDone, url, seconds, stopped, reason }: Played) =>
  isDone ? `demo done ${url} ${seconds}` : `demo stopped at ${stopped ?? 'start'}: ${reason ?? ''}`

const noServer = ({ dataDir }: Config) =>
  new AppError('unavailable', `No server runs on ${dataDir}`, { hint: 'Start it first with: npm start' })

async function demandRunning(url: string, config: Config): Promise<void> {
  const answer = await fetch(`${url}/ready`).catch(() => undefined) // a file that a killed server left behind
  if (!answer?.ok) throw noServer(config)
}
