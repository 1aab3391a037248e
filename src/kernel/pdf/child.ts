import { text } from 'node:stream/consumers'
import { lexer, type Token, type Tokens } from 'marked'
import Pdf from 'pdfkit'
import { facesOf, type Weight } from './fonts.ts'

/** Reads Markdown and writes a PDF. A sign that no font here has becomes "?", and a last line says so. */
const ink = { strong: '#14202b', text: '#43525f', thin: '#5f6d79', line: '#e1e6ea' }
const foot = 40

const doc = new Pdf({ size: 'A4', margin: 56, bufferPages: true, info: { Producer: 'Trireme' } })
doc.pipe(process.stdout)
const faces = { text: facesOf('text'), strong: facesOf('strong') }
const registered = new Set<string>()
let isMissing = false

const width = () => doc.page.width - doc.page.margins.left - doc.page.margins.right

type Style = { size: number; weight?: Weight; color?: string } & PDFKit.Mixins.TextOptions
type Piece = { font: string; part: string }

/** Writes a line or more, each piece in the first font that has its signs. */
function write(said: string, { size, weight = 'text', color = ink.text, ...options }: Style): void {
  const pieces = piecesOf(said, weight)
  doc.fontSize(size).fillColor(color)
  pieces.forEach(({ font, part }, at) => doc.font(font).text(part, { ...options, continued: at < pieces.length - 1 }))
}

function piecesOf(said: string, weight: Weight): Piece[] {
  const pieces: Piece[] = []
  for (const sign of said) {
    const last = pieces.at(-1)
    const isSpace = sign === '\n' || sign === ' '
    const face = isSpace ? undefined : faces[weight].find(one => one.has(sign))
    if (!face && !isSpace) isMissing = true
    const font = face ? register(weight, face) : (last?.font ?? ours(weight))
    const part = face || isSpace ? sign : '?'
    if (last?.font === font) last.part += part
    else pieces.push({ font, part })
  }
  return pieces
}

const ours = (weight: Weight) => {
  const [face] = faces[weight]
  if (!face) throw new Error('No font is installed with this server')
  return register(weight, face)
}

function register(weight: Weight, { file, member }: { file: string; member: string | undefined }): string {
  const name = `${weight} ${file}`
  if (!registered.has(name)) doc.registerFont(name, file, member)
  registered.add(name)
  return name
}

/** The words of a piece of Markdown without its marks. */
function wordsOf(tokens: readonly Token[] | undefined): string {
  return (tokens ?? [])
    .map(token => {
      if (token.type === 'br') return '\n'
      if ('tokens' in token && token.tokens) return wordsOf(token.tokens)
      return 'text' in token && typeof token.text === 'string' ? token.text : ''
    })
    .join('')
}

function draw(tokens: readonly Token[]): void {
  for (const token of tokens) {
    if (isA<Tokens.Heading>(token, 'heading')) heading(token)
    else if (isA<Tokens.Paragraph>(token, 'paragraph')) paragraph(wordsOf(token.tokens))
    else if (isA<Tokens.List>(token, 'list')) list(token)
    else if (isA<Tokens.Table>(token, 'table')) table(token)
    else if (isA<Tokens.Code>(token, 'code')) paragraph(token.text)
    else if (isA<Tokens.Blockquote>(token, 'blockquote')) draw(token.tokens)
  }
}

function isA<T extends Token>(token: Token, type: T['type']): token is T {
  return token.type === type
}

function heading({ depth, tokens }: Tokens.Heading): void {
  // a heading alone at the foot of a page says nothing
  if (bottom() - doc.y < 80) doc.addPage()
  const isTitle = depth === 1
  if (!isTitle) doc.y += 12
  write(wordsOf(tokens), { size: isTitle ? 21 : depth === 2 ? 13.5 : 11, weight: 'strong', color: ink.strong })
  doc.y += isTitle ? 4 : 5
}

function paragraph(said: string): void {
  write(said, { size: 10, lineGap: 2.5 })
  doc.y += 4
}

function list({ items, ordered, start }: Tokens.List): void {
  const left = doc.page.margins.left
  items.forEach((item, at) => {
    if (bottom() - doc.y < 16) doc.addPage()
    const top = doc.y
    write(ordered ? `${Number(start || 1) + at}.` : '•', { size: 10, color: ink.thin, width: 18 })
    doc.x = left + 16
    doc.y = top
    write(wordsOf(item.tokens), { size: 10, lineGap: 2.5, width: width() - 16 })
    doc.x = left
    doc.y += 2
  })
  doc.y += 3
}

const bottom = () => doc.page.height - doc.page.margins.bottom

/** Columns as wide as their words ask, within what the page has; numbers stand to the right. */
function table({ header, rows }: Tokens.Table): void {
  const texts = [header, ...rows].map(row => row.map(one => wordsOf(one.tokens)))
  const widths = widthsOf(texts)
  const isRight = header.map((_, column) =>
    texts.slice(1).every(row => /^[-−–+]?\d[\d.,]*%?$|^[–-]?$/.test(row[column] ?? '')),
  )
  texts.forEach((row, at) => {
    const weight = at === 0 ? 'strong' : 'text'
    const style = { size: 9, weight, lineGap: 1, color: at === 0 ? ink.strong : ink.text } as const
    const height = Math.max(...row.map((said, column) => heightOf(said, weight, (widths[column] ?? 0) - gap))) + 9
    if (doc.y + height > bottom()) doc.addPage()
    const top = doc.y
    let left = doc.page.margins.left
    row.forEach((said, column) => {
      const cell = widths[column] ?? 0
      doc.x = left
      doc.y = top + 4
      if (said !== '') write(said, { ...style, width: cell - gap, align: isRight[column] ? 'right' : 'left' })
      left += cell
    })
    doc.x = doc.page.margins.left
    doc.y = top + height
    doc
      .moveTo(doc.x, doc.y)
      .lineTo(doc.x + width(), doc.y)
      .lineWidth(0.5)
      .strokeColor(ink.line)
      .stroke()
  })
  doc.y += 6
}

const most = 240
const gap = 14

function widthsOf(texts: readonly string[][]): number[] {
  doc.fontSize(9)
  const wish = (texts[0] ?? []).map((_, column) =>
    Math.min(most, Math.max(...texts.map((row, at) => widthOf(row[column] ?? '', at === 0 ? 'strong' : 'text'))) + gap),
  )
  const all = wish.reduce((sum, one) => sum + one, 0)
  return wish.map(one => (one * width()) / all)
}

const widthOf = (said: string, weight: Weight) =>
  piecesOf(said, weight).reduce((sum, { font, part }) => sum + doc.font(font).widthOfString(part), 0)

function heightOf(said: string, weight: Weight, cell: number): number {
  const [first] = piecesOf(said, weight)
  // one font stands for all: their lines are nearly as high
  const font = first?.font ?? ours(weight)
  return doc
    .font(font)
    .fontSize(9)
    .heightOfString(said === '' ? ' ' : said, { width: cell, lineGap: 1 })
}

function numberPages(): void {
  const { count } = doc.bufferedPageRange()
  for (let page = 0; page < count; page++) {
    doc.switchToPage(page)
    // the foot lies below the margin, where text would begin a new page
    doc.page.margins.bottom = 0
    doc.x = doc.page.margins.left
    doc.y = doc.page.height - foot
    write(`${page + 1} / ${count}`, { size: 8, color: ink.thin, width: width(), align: 'right', lineBreak: false })
  }
}

draw(lexer(await text(process.stdin), { gfm: true }))
if (isMissing)
  paragraph(
    'Signs shown as "?" are in no font of this server. Install a font such as Noto Sans CJK, or take this as Markdown, which has them all.',
  )
numberPages()
doc.end()
