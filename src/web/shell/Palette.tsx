import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { IconSearch } from '@tabler/icons-react'
import { useId, useState, type KeyboardEvent } from 'react'
import { Dialog } from '../parts/Dialog.tsx'
import { Keys } from '../parts/Keys.tsx'
import { shell } from '../text/shell.ts'
import { useLanguage, useText } from '../text/text.ts'
import type { Finding } from './palette.ts'
import css from './Palette.module.css'

/** Find anything or do something, by name. `>` leaves only what can be done. */
export function Palette({ slug, onClose }: { slug: string | undefined; onClose: () => void }) {
  const text = useText(shell).palette
  const router = useRouter()
  const list = useId()
  const [words, setWords] = useState('')
  const [at, setAt] = useState(0)
  const { findings, isBusy } = useFindings(words, slug)
  const choose = (finding: Finding | undefined) => {
    if (!finding) return
    onClose()
    if ('href' in finding) router.history.push(finding.href)
    else finding.act()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && findings.length) setAt((at + step + findings.length) % findings.length)
    else if (event.key === 'Enter') choose(findings[at])
    else return
    event.preventDefault()
  }
  return (
    <Dialog label={text.label} shape="palette" onClose={onClose}>
      <div className={css['ask']}>
        <IconSearch size={18} stroke={1.7} aria-hidden />
        <input
          type="text"
          autoFocus
          role="combobox"
          aria-label={text.label}
          aria-expanded
          aria-controls={list}
          aria-activedescendant={findings.length ? `${list}-${at}` : undefined}
          placeholder={text.placeholder}
          value={words}
          onChange={event => {
            setWords(event.target.value)
            setAt(0)
          }}
          onKeyDown={onKeyDown}
        />
        <Keys of="Esc" />
      </div>
      <div id={list} role="listbox" aria-label={text.label} className={css['list']}>
        {grouped(findings).map(([group, members]) => (
          <div key={group} role="group" aria-label={group}>
            <div className={css['group']} aria-hidden>
              {group}
            </div>
            {members.map(({ finding, index }) => (
              <div
                key={finding.id}
                id={`${list}-${index}`}
                role="option"
                aria-selected={index === at}
                className={css['finding']}
                ref={element => (index === at ? element?.scrollIntoView({ block: 'nearest' }) : undefined)}
                onMouseMove={() => setAt(index)}
                onClick={() => choose(finding)}
              >
                {finding.icon}
                <span>
                  <Marked label={finding.label} words={words} />
                </span>
                <small>{finding.note}</small>
                {index === at ? <Keys of="Enter" /> : finding.keys && <Keys of={finding.keys} />}
              </div>
            ))}
          </div>
        ))}
      </div>
      {findings.length === 0 && (
        <p className={css['none']} role="status">
          {isBusy ? text.searching : text.none(words)}
        </p>
      )}
      <footer className={css['foot']} aria-hidden>
        <span>
          <Keys of="↑ ↓" /> {text.move}
        </span>
        <span>
          <Keys of="Enter" /> {text.open}
        </span>
        <span className={css['last']}>{text.commands}</span>
      </footer>
    </Dialog>
  )
}

/** Asks every source at every word; a source that fails is left out. */
function useFindings(typed: string, slug: string | undefined) {
  const text = useText(shell)
  const { language } = useLanguage()
  const queries = useQueryClient()
  const words = typed.replace(/^>/, '').trim()
  const found = useQuery({
    queryKey: ['find', words, slug, language],
    queryFn: async ({ signal }) => {
      // the box is there at once; what all it can search is loaded when it is opened
      const { allSources } = await import('./sources.tsx')
      const answers = await Promise.allSettled(
        allSources(language, queries).map(source => source.find(words, { slug, signal })),
      )
      return answers.flatMap(answer => (answer.status === 'fulfilled' ? [...answer.value] : []))
    },
    placeholderData: before => before,
  })
  const all = [...(found.data ?? [])]
  const findings = typed.startsWith('>') ? all.filter(finding => finding.group === text.palette.do) : all
  // in the order in which they are drawn, so that arrows and eyes go the same way
  return {
    findings: grouped(findings).flatMap(([, members]) => members.map(member => member.finding)),
    isBusy: found.isPending,
  }
}

/** Findings under their headings, headings in the order in which they came. */
function grouped(findings: readonly Finding[]) {
  const groups = new Map<string, { finding: Finding; index: number }[]>()
  findings.forEach((finding, index) =>
    groups.set(finding.group, [...(groups.get(finding.group) ?? []), { finding, index }]),
  )
  return [...groups]
}

function Marked({ label, words }: { label: string; words: string }) {
  const at = words ? label.toLowerCase().indexOf(words.toLowerCase()) : -1
  if (at < 0) return label
  return (
    <>
      {label.slice(0, at)}
      <b>{label.slice(at, at + words.length)}</b>
      {label.slice(at + words.length)}
    </>
  )
}
