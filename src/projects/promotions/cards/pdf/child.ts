import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { lexer, type Token, type Tokens } from 'marked'
import PDFDocument from 'pdfkit'

/**
 * Reads Markdown and writes a PDF. Latin letters are drawn with the Helvetica that every reader of PDF has: our own font
 * comes packed as WOFF2, whose composed letters no library cuts out rightly. For other scripts a font of this machine is
 * taken, and where there is none the page says so instead of showing empty boxes.
 */

/** Where systems keep a font with Chinese signs; the name inside a collection. */
const machineFonts: [path: string, name?: string][] = [
  ['/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', 'NotoSansCJKsc-Regular'],
  ['/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc', 'NotoSansCJKsc-Regular'],
  ['/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc', 'WenQuanYiZenHei'],
  ['/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf'],
  ['/Library/Fonts/Arial Unicode.ttf'],
  ['C:\\Windows\\Fonts\\simhei.ttf'],
]
/** signs that Helvetica draws in a PDF */
const isOurs = (sign: string) => /[ -~\u00a0-\u00ff\u2013\u2014\u2018-\u201a\u201c-\u201e\u2022\u2026\u20ac]/.test(sign)

const doc = new PDFDocument({ size: 'A4', margin: 56, autoFirstPage: true, info: { Producer: 'Trireme' } })
doc.pipe(process.stdout)
doc.registerFont('ours', 'Helvetica')
const wide = machineFonts.find(([path]) => existsSync(path))
if (wide) doc.registerFont('wide', wide[0], wide[1])
let isMissing = false

const width = () => doc.page.width - doc.page.margins.left - doc.page.margins.right

/** Writes a line or more, each piece in the font that has its signs. */
function write(said: string, size: number, options: PDFKit.Mixins.TextOptions = {}): void {
  doc.fontSize(size)
  const pieces = piecesOf(said)
  if (pieces.length === 0) return
  pieces.forEach(({ font, part }, at) => doc.font(font).text(part, { ...options, continued: at < pieces.length - 1 }))
}

function piecesOf(said: string): { font: string; part: string }[] {
  const pieces: { font: string; part: string }[] = []
  for (const sign of said.replaceAll('\u2212', '-')) {
    const isKnown = isOurs(sign) || sign === '\n'
    const font = isKnown || !wide ? 'ours' : 'wide'
    if (!isKnown && !wide) isMissing = true
    const part = isKnown || wide ? sign : '?'
    const last = pieces.at(-1)
    if (last?.font === font) last.part += part
    else pieces.push({ font, part })
  }
  return pieces
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
    if (isA<Tokens.Heading>(token, 'heading')) {
      doc.moveDown(token.depth === 1 ? 0 : 0.9)
      doc.fillColor('#14202b')
      write(wordsOf(token.tokens), token.depth === 1 ? 20 : 13)
      doc.moveDown(0.3)
    } else if (isA<Tokens.Paragraph>(token, 'paragraph')) paragraph(wordsOf(token.tokens))
    else if (isA<Tokens.List>(token, 'list')) for (const item of token.items) paragraph(`·  ${wordsOf(item.tokens)}`)
    else if (isA<Tokens.Table>(token, 'table')) table(token)
    else if (isA<Tokens.Code>(token, 'code')) paragraph(token.text)
    else if (isA<Tokens.Blockquote>(token, 'blockquote')) draw(token.tokens)
  }
}

function isA<T extends Token>(token: Token, type: T['type']): token is T {
  return token.type === type
}

function paragraph(said: string): void {
  doc.fillColor('#43525f')
  write(said, 10, { lineGap: 2 })
  doc.moveDown(0.35)
}

function table({ header, rows }: Tokens.Table): void {
  const cell = width() / header.length
  for (const [at, row] of [header, ...rows].entries()) {
    const texts = row.map(one => wordsOf(one.tokens))
    const heights = texts.map(said =>
      doc
        .font('ours')
        .fontSize(9)
        .heightOfString(said, { width: cell - 8 }),
    )
    const height = Math.max(...heights) + 6
    if (doc.y + height > doc.page.height - doc.page.margins.bottom) doc.addPage()
    const top = doc.y
    doc.fillColor(at === 0 ? '#14202b' : '#43525f')
    texts.forEach((said, column) => {
      doc.x = doc.page.margins.left + column * cell
      doc.y = top
      write(said, 9, { width: cell - 8 })
    })
    doc.x = doc.page.margins.left
    doc.y = top + height
    doc
      .moveTo(doc.x, doc.y - 3)
      .lineTo(doc.x + width(), doc.y - 3)
      .lineWidth(0.5)
      .strokeColor('#e1e6ea')
      .stroke()
  }
  doc.moveDown(0.4)
}

draw(lexer(await text(process.stdin), { gfm: true }))
if (isMissing) {
  doc.moveDown()
  paragraph(
    'Signs shown as "?" are in no font of this server. Install a font such as Noto Sans CJK, or take the card as Markdown, which has them all.',
  )
}
doc.end()
