import {
  IconBraces,
  IconChevronDown,
  IconChevronRight,
  IconFile,
  IconFileText,
  IconFolder,
  IconNotebook,
  IconPhoto,
  IconTable,
} from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState, type KeyboardEvent } from 'react'
import { api } from '../../../../web/api.ts'
import { useFormat } from '../../../../web/format.ts'
import { useProject } from '../../../../web/project.ts'
import { artifacts } from '../../../../web/text/artifacts.ts'
import { useText } from '../../../../web/text/text.ts'
import { artifactRoutes, type ArtifactEntry } from '../../artifacts/artifacts.schema.ts'
import { lookOf, nameOf, type Look } from './artifacts.look.ts'
import css from './artifacts.module.css'

/** What lies in one folder, a page at a time. */
export function useFolder(owner: string, path: string) {
  const { slug } = useProject()
  return useInfiniteQuery({
    queryKey: ['project', slug, 'artifacts', owner, path],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api(artifactRoutes).list(
        { project: slug, owner, path, ...(pageParam !== '' && { after: pageParam }) },
        { signal },
      ),
    getNextPageParam: last => last.next ?? undefined,
  })
}

type TreeProps = {
  owner: string
  /** the folder that the tree shows */
  below: string
  chosen: string | undefined
  onChoose: (file: ArtifactEntry) => void
}

/** Folders and files. Arrows move, right unfolds, left folds, Enter opens; a folder is asked for when it is unfolded. */
export function ArtifactTree({ owner, below, chosen, onChoose }: TreeProps) {
  const text = useText(artifacts)
  const [open, setOpen] = useState<ReadonlySet<string>>(() => foldersOf(chosen))
  const [active, setActive] = useState(chosen)
  const toggle = (path: string, isOpen: boolean) => {
    const next = new Set(open)
    if (isOpen) next.add(path)
    else next.delete(path)
    setOpen(next)
  }
  const onKey = (event: KeyboardEvent<HTMLUListElement>) => {
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="treeitem"]')]
    const at = items.findIndex(item => item === document.activeElement)
    const item = items[at]
    if (!item) return
    const path = item.dataset['path'] ?? ''
    const folded = item.getAttribute('aria-expanded')
    const act = {
      ArrowDown: () => items[at + 1]?.focus(),
      ArrowUp: () => items[at - 1]?.focus(),
      Home: () => items[0]?.focus(),
      End: () => items.at(-1)?.focus(),
      ArrowRight: () => (folded === 'false' ? toggle(path, true) : items[at + 1]?.focus()),
      ArrowLeft: () =>
        folded === 'true'
          ? toggle(path, false)
          : items.find(one => one.dataset['path'] === path.slice(0, Math.max(0, path.lastIndexOf('/'))))?.focus(),
      Enter: () => item.click(),
      ' ': () => item.click(),
    }[event.key]
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
  return (
    <ul role="tree" aria-label={text.tree} className={css['tree']} onKeyDown={onKey}>
      <Folder owner={owner} path={below} level={1} {...{ below, open, toggle, chosen, onChoose, active, setActive }} />
    </ul>
  )
}

const foldersOf = (path = ''): ReadonlySet<string> => {
  const parts = path.split('/').slice(0, -1)
  return new Set(parts.map((_, at) => parts.slice(0, at + 1).join('/')))
}

type FolderProps = TreeProps & {
  path: string
  level: number
  open: ReadonlySet<string>
  toggle: (path: string, isOpen: boolean) => void
  active: string | undefined
  setActive: (path: string) => void
}

function Folder(props: FolderProps) {
  const { owner, path, level } = props
  const text = useText(artifacts)
  const query = useFolder(owner, path)
  const entries = query.data?.pages.flatMap(page => page.entries) ?? []
  return (
    <>
      {entries.map((entry, at) => (
        <Item key={entry.path} {...props} entry={entry} isFirst={level === 1 && at === 0} />
      ))}
      {query.hasNextPage && (
        <li role="none" style={{ paddingInlineStart: level * 14 }}>
          <button type="button" className={css['on']} onClick={() => void query.fetchNextPage()}>
            {text.moreFiles}
          </button>
        </li>
      )}
    </>
  )
}

const icons: Partial<Record<Look, typeof IconFile>> = {
  image: IconPhoto,
  table: IconTable,
  json: IconBraces,
  notebook: IconNotebook,
  markdown: IconFileText,
  text: IconFileText,
}

function Item({ entry, isFirst, ...props }: FolderProps & { entry: ArtifactEntry; isFirst: boolean }) {
  const format = useFormat()
  const text = useText(artifacts)
  const { level, open, toggle, chosen, onChoose, active, setActive } = props
  const isOpen = open.has(entry.path)
  const Icon = entry.isFolder ? IconFolder : (icons[lookOf(entry.path)] ?? IconFile)
  const Fold = isOpen ? IconChevronDown : IconChevronRight
  return (
    <>
      <li
        role="treeitem"
        data-path={entry.path}
        aria-level={level}
        aria-selected={chosen === entry.path}
        {...(entry.isFolder && { 'aria-expanded': isOpen })}
        tabIndex={active === entry.path || (active === undefined && isFirst) ? 0 : -1}
        style={{ paddingInlineStart: level * 14 - 8 }}
        onFocus={() => setActive(entry.path)}
        onClick={() => (entry.isFolder ? toggle(entry.path, !isOpen) : onChoose(entry))}
      >
        {entry.isFolder ? <Fold size={14} aria-hidden /> : <span className={css['gap']} />}
        <Icon size={15} stroke={1.6} aria-hidden />
        <span>{nameOf(entry.path)}</span>
        <small>{entry.isFolder ? text.files(entry.files) : format.bytes(entry.size)}</small>
      </li>
      {entry.isFolder && isOpen && <Folder {...props} path={entry.path} level={level + 1} />}
    </>
  )
}
