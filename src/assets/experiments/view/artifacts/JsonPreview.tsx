import { useState } from 'react'
import { useFormat } from '../../../../web/format.ts'
import { Loaded } from '../../../../web/parts/Loaded.tsx'
import { artifacts } from '../../../../web/text/artifacts.ts'
import { useText } from '../../../../web/text/text.ts'
import { TextPreview } from './TextPreview.tsx'
import css from './artifacts.module.css'
import { useWhole, type FileRef } from './useFile.ts'

const pageEntries = 100

type Read = { isJson: true; value: unknown } | { isJson: false }

function read(bytes: Uint8Array): Read {
  try {
    return { isJson: true, value: JSON.parse(new TextDecoder().decode(bytes)) }
  } catch {
    // shown as the text it is
    return { isJson: false }
  }
}

/** JSON as a tree: folded below the second level, and nothing is drawn before it is unfolded. */
export function JsonPreview({ file }: { file: FileRef }) {
  const query = useWhole(file, read)
  return (
    <Loaded query={query}>
      {found =>
        found.isJson ? (
          <div className={css['json']} tabIndex={0} role="region" aria-label={file.path}>
            <JsonNode value={found.value} depth={0} />
          </div>
        ) : (
          <TextPreview file={file} />
        )
      }
    </Loaded>
  )
}

/** A value with the name that it has in its parent. */
export function JsonNode({ name, value, depth }: { name?: string; value: unknown; depth: number }) {
  const text = useText(artifacts)
  const format = useFormat()
  const [isOpen, setIsOpen] = useState(depth < 2)
  const [shown, setShown] = useState(pageEntries)
  const label = name === undefined ? '' : `${name}: `
  if (typeof value !== 'object' || value === null)
    return (
      <div>
        <span className={css['key']}>{label}</span>
        <Scalar value={value} />
      </div>
    )
  const isList = Array.isArray(value)
  const entries = Object.entries(value)
  return (
    <div>
      <button type="button" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <span aria-hidden>{isOpen ? '▾' : '▸'}</span> <span className={css['key']}>{label}</span>
        <span className={css['thin']}>
          {isList ? text.list(format.num(entries.length)) : text.object(format.num(entries.length))}
        </span>
      </button>
      {isOpen && (
        <ul>
          {entries.slice(0, shown).map(([key, child]) => (
            <li key={key}>
              <JsonNode name={key} value={child} depth={depth + 1} />
            </li>
          ))}
          {entries.length > shown && (
            <li>
              <button type="button" className={css['on']} onClick={() => setShown(shown + pageEntries)}>
                {text.moreEntries(format.num(entries.length - shown))}
              </button>
            </li>
          )}
        </ul>
      )}
    </div>
  )
}

const mostCharacters = 500

function Scalar({ value }: { value: unknown }) {
  const said = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return (
    <span data-type={value === null ? 'null' : typeof value}>
      {said.slice(0, mostCharacters)}
      {said.length > mostCharacters && '…'}
    </span>
  )
}
