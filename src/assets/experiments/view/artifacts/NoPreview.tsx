import { IconDownload } from '@tabler/icons-react'
import { useProject } from '../../../../web/project.ts'
import { artifacts } from '../../../../web/text/artifacts.ts'
import { useText } from '../../../../web/text/text.ts'
import { artifactHref } from '../runs.look.ts'
import css from './artifacts.module.css'
import type { FileRef } from './useFile.ts'

/** Why a file is not shown here, and the way to have it all the same. */
export function NoPreview({ file, because }: { file: FileRef; because: string }) {
  const text = useText(artifacts)
  const { slug } = useProject()
  return (
    <div className={css['none']}>
      <p>{because}</p>
      <a href={artifactHref({ slug, owner: file.owner, path: file.path })} download>
        <IconDownload size={15} stroke={1.6} aria-hidden /> {text.download}
      </a>
    </div>
  )
}
