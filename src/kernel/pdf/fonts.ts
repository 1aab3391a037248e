import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { openSync } from 'fontkit'

/** Our own type as a PDF needs it, in parts for ranges of scripts; for what it lacks, the fonts of this machine. */
export type Weight = 'text' | 'strong'

const weights: Record<Weight, number> = { text: 400, strong: 600 }
const ranges = ['latin', 'latin-ext', 'vietnamese', 'cyrillic-ext']

/** Where systems keep fonts with many signs; the name is that of one inside a collection. */
const machineFonts: [path: string, name?: string][] = [
  ['/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', 'NotoSansCJKsc-Regular'],
  ['/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc', 'NotoSansCJKsc-Regular'],
  ['/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc', 'WenQuanYiZenHei'],
  ['/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf'],
  ['/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'],
  ['/Library/Fonts/Arial Unicode.ttf'],
  ['C:\\Windows\\Fonts\\simhei.ttf'],
]

export type Face = { file: string; member: string | undefined; has: (sign: string) => boolean }

/** In the order in which they are asked for a sign. */
export function facesOf(weight: Weight): Face[] {
  const { resolve } = createRequire(import.meta.url)
  const own = ranges.map(range =>
    faceOf(resolve(`@fontsource/hanken-grotesk/files/hanken-grotesk-${range}-${weights[weight]}-normal.woff`)),
  )
  return [...own, ...machineFonts.filter(([path]) => existsSync(path)).map(([path, name]) => faceOf(path, name))]
}

function faceOf(file: string, member?: string): Face {
  let signs: ReadonlySet<number> | undefined
  return {
    file,
    member,
    has: sign => {
      signs ??= signsOf(file, member)
      return signs.has(sign.codePointAt(0) ?? 0)
    },
  }
}

function signsOf(file: string, member: string | undefined): ReadonlySet<number> {
  const font = openSync(file, member)
  return new Set('characterSet' in font ? font.characterSet : [])
}
