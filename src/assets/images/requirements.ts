import { z } from 'zod'
import { AppError } from '../../kernel/errors.ts'
import { ImageSpec } from './spec.schema.ts'

/** What MLflow writes beside a model about the Python that it needs. */
export type ModelRequirements = { mlModel: string; requirements?: string | undefined; pythonEnv?: string | undefined }

/**
 * The image in which a model can be loaded, served and judged: the packages that it was logged with. Of mlflow 3 the small
 * package is enough, which a third of the packages need not be fetched for; older ones serve with the whole of it.
 */
export function specOfModel({ mlModel, requirements, pythonEnv }: ModelRequirements): ImageSpec {
  const python =
    /^python:\s*['"]?(3\.\d+)/m.exec(pythonEnv ?? '') ?? /^\s*python_version:\s*['"]?(3\.\d+)/m.exec(mlModel)
  if (requirements === undefined || !python?.[1]) throw noRequirements()
  const wanted = readRequirements(requirements)
  const others = wanted.filter(line => !mlflowNames.has(nameOf(line)))
  const packages = [mlflowOf(wanted, mlModel), ...others, ...lacking(others)].toSorted()
  const spec = ImageSpec.safeParse({ python: python[1], packages })
  if (!spec.success) throw notInstallable(others[Number(spec.error.issues[0]?.path[1])] ?? z.prettifyError(spec.error))
  return spec.data
}

/** One requirement a line, as pip reads them, without comments. */
function readRequirements(text: string): string[] {
  const lines = text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map(line => line.replace(/(^|\s)#.*$/, '').trim())
    .filter(line => line !== '')
  const odd = lines.find(line => line.startsWith('-') || /[@/\\]/.test(line.split(';')[0] ?? ''))
  if (odd !== undefined) throw notInstallable(odd)
  return lines
}

const nameOf = (line: string) => (/^[A-Za-z0-9._-]+/.exec(line)?.[0] ?? '').toLowerCase().replaceAll(/[-_.]+/g, '-')

const mlflowNames = new Set(['mlflow', 'mlflow-skinny'])

/** In the version that the requirements pin, else in the one that logged the model. */
function mlflowOf(wanted: string[], mlModel: string): string {
  const own = wanted.find(line => mlflowNames.has(nameOf(line)))
  const version = /==\s*([\w.+]+)/.exec(own ?? '')?.[1] ?? /^mlflow_version:\s*['"]?([\w.+]+)/m.exec(mlModel)?.[1]
  if (version === undefined) return own ?? 'mlflow'
  return `${Number.parseInt(version, 10) >= 3 ? 'mlflow-skinny' : 'mlflow'}==${version}`
}

/** Tables come to a model as data frames, and to its evaluation as Parquet. */
const lacking = (others: string[]) => ['pandas', 'pyarrow'].filter(name => !others.some(line => nameOf(line) === name))

const noRequirements = () =>
  new AppError('bad_request', 'The files of this model do not say which Python and packages it needs', {
    hint: 'Log it again with log_model of mlflow 1.18 or newer, which writes requirements.txt and python_env.yaml',
  })

const notInstallable = (line: string) =>
  new AppError(
    'bad_request',
    `The model's requirements.txt asks for "${line.slice(0, 200)}", which is no package by name`,
    {
      hint: 'Log the model again with pip_requirements that are names and versions of published packages',
    },
  )
