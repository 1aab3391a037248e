import { z } from 'zod'
import type { Trireme } from '../../sdk/trireme.ts'

/** The only way into the organisation: as one of its people, in a seat, through the routes that everybody has. */
export type Door = {
  ownerId: string
  /** what the clock of the organisation says from now on */
  setClock(time: number): void
  as(person: string, seat?: string): Trireme
  /** a message of MLflow's protocol, as the scripts of data scientists send it */
  send(person: string, message: Message): Promise<Response>
}

export type Message = { project: string; method: string; path: string; body?: BodyInit }

const Answer = z.object({
  experiment_id: z.string().default(''),
  run: z.object({ info: z.object({ run_id: z.string() }) }).optional(),
  model_version: z.object({ version: z.string() }).optional(),
})
type Answer = z.infer<typeof Answer>

export type Script = {
  post(path: string, body: unknown): Promise<Answer>
  put(path: string, bytes: BodyInit): Promise<void>
}

/** What a person's script does in a project. */
export function scriptOf(door: Door, person: string, project: string): Script {
  const send = async (message: Omit<Message, 'project'>) => {
    const answer = await door.send(person, { ...message, project })
    if (!answer.ok) throw new Error(`${message.path}: ${answer.status} ${await answer.text()}`)
    return answer
  }
  return {
    async post(path, body) {
      const answer = await send({ method: 'POST', path: `/api/2.0/mlflow/${path}`, body: JSON.stringify(body) })
      return Answer.parse(await answer.json())
    },
    async put(path, bytes) {
      await send({ method: 'PUT', path: `/api/2.0/mlflow-artifacts/artifacts/${path}`, body: bytes })
    },
  }
}
