import { lexer, type MarkedToken as Known, type Token, type Tokens } from 'marked'
import { Fragment, useMemo, type ReactNode } from 'react'
import { Go } from './Go.tsx'
import css from './Markdown.module.css'

const mostCharacters = 200_000

/** Markdown as our own elements: whatever HTML stands in it is shown as the text it is, so nothing in it can run. */
export function Markdown({ source }: { source: string }) {
  const tokens = useMemo(() => lexer(source.slice(0, mostCharacters), { gfm: true }), [source])
  return <div className={css['text']}>{blocks(tokens)}</div>
}

const blocks = (tokens: readonly Token[]): ReactNode =>
  tokens.map((token, at) => <Fragment key={at}>{block(known(token))}</Fragment>)

const inlines = (tokens: readonly Token[] | undefined): ReactNode =>
  tokens?.map((token, at) => <Fragment key={at}>{inline(known(token))}</Fragment>)

/** Extensions could add kinds; we have none. */
const isKnown = (token: Token): token is Known => token.type in kinds
const known = (token: Token): Known => (isKnown(token) ? token : { type: 'text', raw: token.raw, text: token.raw })
const kinds: Record<Known['type'], true> = {
  blockquote: true,
  br: true,
  checkbox: true,
  code: true,
  codespan: true,
  def: true,
  del: true,
  em: true,
  escape: true,
  heading: true,
  hr: true,
  html: true,
  image: true,
  link: true,
  list: true,
  list_item: true,
  paragraph: true,
  space: true,
  strong: true,
  table: true,
  text: true,
}

function block(token: Known): ReactNode {
  switch (token.type) {
    case 'heading':
      return <Heading depth={token.depth}>{inlines(token.tokens)}</Heading>
    case 'paragraph':
      return <p>{inlines(token.tokens)}</p>
    case 'code':
      return <pre tabIndex={0}>{token.text}</pre>
    case 'blockquote':
      return <blockquote>{blocks(token.tokens)}</blockquote>
    case 'list':
      return <List token={token} />
    case 'table':
      return <Table token={token} />
    case 'hr':
      return <hr />
    case 'html':
      return token.text.trim() === '' ? null : <p>{token.text}</p>
    case 'space':
    case 'def':
      return null
    default:
      return inline(token)
  }
}

/** A page has one heading of the first and some of the second level; those of a text stand below them. */
function Heading({ depth, children }: { depth: number; children: ReactNode }) {
  if (depth <= 1) return <h3>{children}</h3>
  return depth === 2 ? <h4>{children}</h4> : <h5>{children}</h5>
}

function List({ token }: { token: Tokens.List }) {
  const items = token.items.map((item, at) => (
    <li key={at} data-task={item.task || undefined}>
      {item.task && <span>{item.checked ? '☑ ' : '☐ '}</span>}
      {blocks(item.tokens.filter(one => one.type !== 'checkbox'))}
    </li>
  ))
  return token.ordered ? <ol start={token.start === '' ? 1 : token.start}>{items}</ol> : <ul>{items}</ul>
}

function Table({ token }: { token: Tokens.Table }) {
  return (
    <div
      className={css['table']}
      tabIndex={0}
      role="region"
      aria-label={token.header.map(cell => cell.text).join(', ')}
    >
      <table>
        <thead>
          <tr>
            {token.header.map((cell, at) => (
              <th key={at} data-align={cell.align}>
                {inlines(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, column) => (
                <td key={column} data-align={cell.align}>
                  {inlines(cell.tokens)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function inline(token: Known): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong>{inlines(token.tokens)}</strong>
    case 'em':
      return <em>{inlines(token.tokens)}</em>
    case 'del':
      return <del>{inlines(token.tokens)}</del>
    case 'codespan':
      return <code>{token.text}</code>
    case 'br':
      return <br />
    case 'link':
      return <Link href={token.href}>{inlines(token.tokens)}</Link>
    case 'image':
      return <Image token={token} />
    case 'text':
      return 'tokens' in token && token.tokens ? inlines(token.tokens) : token.text
    case 'escape':
      return token.text
    default:
      return token.raw
  }
}

/** Only to our own pages and to the web; a picture from elsewhere is a link, so that reading a text tells nobody. */
function Link({ href, children }: { href: string; children: ReactNode }) {
  if (/^\/(?!\/)/.test(href)) return <Go href={href}>{children}</Go>
  if (!/^(https?:|mailto:)/i.test(href)) return children
  return (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  )
}

function Image({ token }: { token: Tokens.Image }) {
  if (/^data:image\/(png|jpeg|gif|webp);base64,/i.test(token.href)) return <img src={token.href} alt={token.text} />
  return <Link href={token.href}>{token.text || token.href}</Link>
}
