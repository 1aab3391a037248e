import type { KeyValue } from '../rules.ts'
import { noteTag } from '../runs/note.service.ts'

const parts = /[\p{L}\p{N}\p{M}]+/gu
const mostWords = 150
const mostText = 4_000
const longest = 40

/** What a client writes about itself into every run says nothing about what was tried. */
const isOurs = (key: string) => key !== noteTag && /^(mlflow|trireme)\./.test(key)

type Said = { name: string; params: readonly KeyValue[]; tags: readonly KeyValue[] }

/** The words by which a run is found; numbers are found by the filter of the table instead. */
export function wordsOfRun({ name, params, tags }: Said): string[] {
  const note = tags.find(({ key }) => key === noteTag)?.value ?? ''
  const pairs = [...params, ...tags.filter(({ key }) => key !== noteTag && !isOurs(key))]
  return wordsIn([name, note, ...pairs.flatMap(({ key, value }) => [key, value])])
}

export const wordsOfQuestion = (q: string): string[] => wordsIn([q]).slice(0, 8)

/** Words of texts by which something is found. */
export function wordsIn(texts: readonly string[]): string[] {
  const found = texts.flatMap(text => text.slice(0, mostText).normalize('NFKC').toLowerCase().match(parts) ?? [])
  const telling = found.filter(word => /\p{L}/u.test(word) && word.length > 1 && !/^[0-9a-f]{12,}$/.test(word))
  return [...new Set(telling.map(word => word.slice(0, longest)))].slice(0, mostWords)
}
