/**
 * What the server found for a check or names as blocked stands in events and proofs in English; here is how it reads in
 * another language. What has no entry, such as a number with its interval, is shown as it was found.
 */
type Reading = readonly [RegExp, string]

const zh: readonly Reading[] = [
  [/^equal$/, '一致'],
  [/^different$/, '不一致'],
  [/^closed$/, '完整'],
  [/^there$/, '已有'],
  [/^all rows$/, '全部行'],
  [/^seated$/, '已在席'],
  [/^accepted by another seat$/, '已由另一席位接受'],
  [/^answers requests$/, '可应答请求'],
  [/^(\d+) (person|people)$/, '$1 人'],
  [/^(\d+) rights$/, '$1 项权利'],
  [/^(\d+) comments?$/, '$1 条评论'],
  [/^(\d+) projects$/, '$1 个项目'],
  [/^written$/, '已写'],
  [/^in use$/, '使用中'],
  [/^deprecated$/, '已弃用'],
  [/^locked$/, '已锁定'],
  [/^1 finding$/, '1 处发现'],
  [/^(\d+) findings$/, '$1 处发现'],
  [/^(\d+) metrics?$/, '$1 个指标'],
  [/^(\d+) words?$/, '$1 个词'],
  [/^(.+) CPU seconds$/, '$1 CPU 秒'],
  [/^(.+) s$/, '$1 秒'],
  [/^with its interval$/, '含区间'],
  [/^in production$/, '已投产'],
  [/^a year in production$/, '投产已满一年'],
  [/^the stakeholder acted since$/, '干系人此后有动作'],
  [/^(\d+) versions?$/, '$1 个版本'],
  [/^(\d+) of (\d+) written$/, '已写 $1 / $2'],
  [/^(\d+) of (\d+) answered$/, '已回答 $1 / $2'],
  [/^(\d+) open$/, '$1 个进行中'],
  [/^in the last three months$/, '在最近三个月内'],
  [/^(\d+) written$/, '已写 $1 个'],
  [/^(\d+) finished$/, '已完成 $1 次'],
  [/^(\d+) slices?$/, '$1 个切片'],
  [/^(\d+) origins?$/, '$1 个来源'],
  [/^(.+) since it is live$/, '上线以来 $1'],
  [/^(.+) \((.+) to (.+)\) against (.+), n = (.+)$/, '$1（$2 至 $3），对照 $4，n = $5'],
  [/^better$/, '更好'],
  [/^worse$/, '更差'],
  [/^unclear$/, '无明显差异'],
  [/^production$/, '投产'],
]

const en: readonly Reading[] = []

export const foundWords = { en, zh }

/** The first reading that fits. */
export function reword(found: string, readings: readonly Reading[]): string {
  const fitting = readings.find(([pattern]) => pattern.test(found))
  return fitting ? found.replace(...fitting) : found
}
