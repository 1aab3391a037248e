import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useState } from 'react'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import css from './CodeBlock.module.css'

/** Copies a text and says so. Where the browser refuses (no HTTPS), the text is marked for Ctrl C instead. */
export function CopyButton({ value, what, words = 'none' }: { value: string; what: string; words?: 'none' | 'shown' }) {
  const text = useText(parts)
  const [copied, setCopied] = useState(false)
  const onCopy = async () => {
    await write(value)
    setCopied(true)
    setTimeout(() => setCopied(false), 1600)
  }
  const label = copied ? text.copied : text.copyWhat(what)
  return (
    <button type="button" className={css['copy']} onClick={() => void onCopy()} aria-label={label} title={label}>
      {copied ? <IconCheck size={15} stroke={1.8} aria-hidden /> : <IconCopy size={15} stroke={1.6} aria-hidden />}
      {words === 'shown' && <span>{copied ? text.copied : text.copy}</span>}
      <span className="quiet" role="status">
        {copied && text.copied}
      </span>
    </button>
  )
}

async function write(value: string) {
  if (navigator.clipboard) return navigator.clipboard.writeText(value)
  const field = document.createElement('textarea')
  field.value = value
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}

/** Something to paste elsewhere: a command, two lines of settings, a call. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <div className={css['block']}>
      <pre tabIndex={0} aria-label={label}>
        {code.split('\n').map((line, at) => (
          <span key={at} data-remark={line.trimStart().startsWith('#') || undefined}>
            {line + '\n'}
          </span>
        ))}
      </pre>
      <CopyButton value={code} what={label} />
    </div>
  )
}
