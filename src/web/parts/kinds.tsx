import {
  IconBook2,
  IconBroadcast,
  IconBox,
  IconCode,
  IconColumns3,
  IconCube,
  IconDatabase,
  IconFlask,
  IconFolder,
  IconSitemap,
  IconUser,
} from '@tabler/icons-react'

/** What things are, in one list, so that the same thing has the same icon everywhere. */
const objectKinds = {
  dataset: IconDatabase,
  features: IconColumns3,
  image: IconBox,
  run: IconFlask,
  experiment: IconFlask,
  model: IconCube,
  endpoint: IconBroadcast,
  notebook: IconBook2,
  pipeline: IconSitemap,
  code: IconCode,
  project: IconFolder,
  person: IconUser,
} as const

export type ObjectKind = keyof typeof objectKinds

export function KindIcon({ kind, size = 16 }: { kind: ObjectKind; size?: number }) {
  const Icon = objectKinds[kind]
  return <Icon size={size} stroke={1.6} aria-hidden />
}
