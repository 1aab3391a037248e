import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { AppError } from '../../sdk/trireme.ts'
import { ImageSpec } from '../../sdk/words.ts'
import { command, type Call, type Command } from '../command.ts'
import { card, table, when } from '../print.ts'

const ImageFile = ImageSpec.extend({ name: z.string().optional() })

export const imageCommands: Record<string, Command> = {
  'image list': command({
    usage: 'image list',
    about: 'images, and builds that have not become one',
    work: ({ api, project }) => api.images.list({ project: project() }),
    show: ({ images, builds }) =>
      table(
        [
          ...images.map(i => ({ ...i, state: 'ready', at: i.createdAt, what: i.digest })),
          ...builds.map(b => ({ ...b, python: b.spec.python, at: b.createdAt, what: b.error ?? b.id })),
        ],
        { image: i => i.name, python: i => i.python, state: i => i.state, since: i => when(i.at), digest: i => i.what },
      ),
  }),
  'image build': command({
    usage: 'image build FILE [--name NAME] [--detach]',
    about: 'lock and build what a JSON file declares: { name, python, packages }',
    options: ['name'],
    flags: ['detach'],
    work: build,
    show: b => `Image ${b.name} is ${b.state}${b.digest === null ? '' : `: ${b.digest}`}`,
  }),
  'image get': command({
    usage: 'image get NAME|DIGEST',
    about: 'one image with its packages',
    async work({ api, project, word }) {
      const { images } = await api.images.list({ project: project() })
      const found = images.find(image => image.name === word(0))
      return api.images.get({ project: project(), digest: found?.digest ?? word(0) })
    },
    show: i =>
      [
        card({
          image: i.name,
          digest: i.digest,
          python: i.python,
          'built by': i.createdBy.name,
          at: when(i.createdAt),
        }),
        '',
        ...i.packages,
      ].join('\n'),
  }),
}

async function build({ api, project, word, option, has, say }: Call) {
  const { name: own, ...spec } = await readImageFile(word(0))
  const name = option('name') ?? own
  if (name === undefined)
    throw new AppError('bad_request', 'The image needs a name: say --name, or name it in the file')
  let now = await api.images.build({ project: project(), name, spec })
  let told = ''
  while (!has('detach') && (now.state === 'queued' || now.state === 'running')) {
    await sleep(300)
    now = await api.images.watch({ project: project(), build: now.id })
    const words = now.progress?.message ?? now.state
    if (words !== told) say({ progress: now.progress, state: now.state }, (told = words))
  }
  if (now.state === 'failed' || now.state === 'cancelled')
    throw new AppError('conflict', `The image was not built: ${now.error ?? now.state}`)
  return now
}

async function readImageFile(file: string) {
  const found = ImageFile.safeParse(await readJson(file))
  if (!found.success)
    throw new AppError('bad_request', `${file} does not declare an image`, { hint: z.prettifyError(found.error) })
  return found.data
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new AppError('bad_request', `${file} cannot be read: ${error instanceof Error ? error.message : ''}`)
  }
}
