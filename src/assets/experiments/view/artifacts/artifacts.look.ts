/** What a file is by its name, and how it is shown. */
export type Look = 'image' | 'table' | 'json' | 'notebook' | 'page' | 'pdf' | 'markdown' | 'text' | 'none'

const looks: [Look, string][] = [
  ['image', 'png jpg jpeg gif webp bmp avif ico'],
  ['table', 'csv tsv parquet jsonl ndjson'],
  ['json', 'json geojson'],
  ['notebook', 'ipynb'],
  ['page', 'html htm svg'],
  ['pdf', 'pdf'],
  ['markdown', 'md markdown'],
  ['none', 'pkl pickle joblib cloudpickle onnx pt pth ckpt bin h5 hdf5 keras pb tflite npz npy ubj safetensors model'],
  [
    'none',
    'zip gz bz2 xz zst tar tgz 7z whl jar so dll exe arrow feather orc avro db sqlite xls xlsx doc docx ppt pptx',
  ],
  ['none', 'mp3 mp4 wav ogg webm mov tif tiff woff woff2 ttf otf'],
]
const byEnding = new Map(looks.flatMap(([look, endings]) => endings.split(' ').map(ending => [ending, look] as const)))

export const endingOf = (path: string) => path.slice(path.lastIndexOf('.') + 1).toLowerCase()
export const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)

export const lookOf = (path: string): Look => byEnding.get(endingOf(path)) ?? 'text'

/** Files that run code when a program opens them. */
export const isPickle = (path: string) =>
  ['pkl', 'pickle', 'joblib', 'cloudpickle', 'pt', 'pth'].includes(endingOf(path))

const MiB = 1024 * 1024
/** Beyond these only the beginning is shown, or nothing but a download: a look must never stall the page. */
export const mostBytes: Partial<Record<Look, number>> = {
  image: 40 * MiB,
  json: 4 * MiB,
  notebook: 24 * MiB,
  markdown: MiB,
  page: 32 * MiB,
  pdf: 32 * MiB,
}

/** The ways in which a file can be looked at, the best first. */
export function waysOf(path: string, size: number): Look[] {
  const look = lookOf(path)
  const isTooLarge = size > (mostBytes[look] ?? Infinity)
  if (look === 'json') return isTooLarge ? ['text', 'table'] : ['json', 'table', 'text']
  if (look === 'table') return endingOf(path) === 'parquet' ? ['table'] : ['table', 'text']
  if (look === 'notebook' || look === 'markdown' || look === 'page') return isTooLarge ? ['text'] : [look, 'text']
  if (isTooLarge) return ['none']
  return [look]
}

/** Worth opening without being asked: what is small and runs nothing. */
export const isInviting = ({ path, size }: { path: string; size: number }) =>
  ['image', 'table', 'markdown', 'text'].includes(lookOf(path)) && size < 8 * MiB

/** MLflow's `log_table`: columns and data, beside each other. */
export const isLoggedTable = (beginning: string) => /^\s*\{\s*"(columns|data)"\s*:\s*\[/.test(beginning)

/** Addresses from which a page wants scripts, which its frame will not let it have. */
export function foreignScripts(beginning: string): string[] {
  const found = beginning.matchAll(/<script[^>]+src\s*=\s*["']?(?:https?:)?\/\/([^"'\s>/]+)/gi)
  return [...new Set([...found].map(([, host = '']) => host))]
}

/** A piece of a text file: whole lines, and where the next piece begins. */
export type Piece = { lines: string[]; from: number; next: number | undefined; isText: boolean }

export const pieceBytes = 256 * 1024

/** Cuts bytes that were read at `from` behind their last line break, or between two characters where there is none. */
export function toPiece(bytes: Uint8Array, { from, size }: { from: number; size: number }): Piece {
  const isEnd = from + bytes.length >= size
  const lineEnd = bytes.lastIndexOf(10) + 1
  const end = isEnd ? bytes.length : lineEnd > 0 ? lineEnd : characterEnd(bytes)
  const text = new TextDecoder().decode(bytes.subarray(0, end))
  const next = isEnd || end === 0 ? undefined : from + end
  return { lines: text.replace(/\r?\n$/, '').split(/\r?\n/), from, next, isText: !bytes.includes(0) }
}

/** UTF-8: the bytes that go on with a character begin with the bits 10. */
function characterEnd(bytes: Uint8Array): number {
  let end = bytes.length
  while (end > 0 && end > bytes.length - 4 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end--
  return Math.max(0, end - 1)
}
