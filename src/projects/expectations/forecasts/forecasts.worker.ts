import type { Db } from '../../../database/schema.ts'
import { messageOf } from '../../../kernel/errors.ts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Log } from '../../../kernel/log.ts'
import { keepForecast, type AfterForecast } from './forecasts.service.ts'
import { staleProjects } from './forecasts.store.ts'

const day = 86_400_000

export type Forecaster = { stop(): Promise<void> }

type Daily = { db: Db; clock: Clock; log: Log; afterForecast: AfterForecast; everyMs?: number }

/** Keeps a forecast a day of each project that goes on, so that a date that slips is seen though nobody asks. */
export function runForecaster({ db, clock, log, afterForecast, everyMs = 60_000 }: Daily): Forecaster {
  let isStopping = false
  let busy = Promise.resolve()
  const makeDue = async () => {
    for (const project of await staleProjects(db, clock.now() - day)) {
      if (isStopping) return
      // nobody asked: it is made for whoever began the project
      const actor = { id: project.createdBy }
      await keepForecast({ db, clock, project, actor, source: 'system', afterForecast })
    }
  }
  const tick = () => {
    busy = busy.then(makeDue).catch((error: unknown) => log.error('forecasts failed', { error: messageOf(error) }))
  }
  const timer = setInterval(tick, everyMs)
  return {
    async stop() {
      isStopping = true
      clearInterval(timer)
      await busy
    },
  }
}
