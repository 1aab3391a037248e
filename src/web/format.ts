import { useMemo } from 'react'
import { languageTags, useLanguage, type Language } from './text/text.ts'
import { clockNow } from './world.ts'

/** Words for numbers and times. Times are epoch milliseconds, shown in the viewer's zone; thin units, never two scales. */
const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

type Units = { ms: string; s: string; min: string; h: string; d: string }
const units: Record<Language, Units> = {
  en: { ms: 'ms', s: 's', min: 'min', h: 'h', d: 'd' },
  zh: { ms: '毫秒', s: '秒', min: '分钟', h: '小时', d: '天' },
}
const dateTags: Record<Language, string> = { en: 'en-GB', zh: 'zh-CN' }
const missing = '–'

/** `num(4012)` 4,012 · `num(13.857, 'en', 2)` 13.86 · a true minus sign, so columns align. */
export function num(value: number | null | undefined, language: Language = 'en', digits?: number): string {
  if (value === null || value === undefined) return missing
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞'
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return value.toExponential(2).replaceAll('-', '−')
  const exact = digits ?? (Number.isInteger(value) ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 4)
  const wish = { minimumFractionDigits: digits ?? 0, maximumFractionDigits: exact }
  return numberFormat(languageTags[language], wish).format(value).replace('-', '−')
}

/** A change, with its sign said: `+0.21`, `−0.45`. */
export const signed = (value: number, language: Language = 'en', digits?: number) =>
  (value > 0 ? '+' : '') + num(value, language, digits)

/** A share of one as percent: `share(0.228)` 22.8 %. */
export const share = (value: number, language: Language = 'en', digits = 1) =>
  `${num(value * 100, language, Number.isInteger(Math.round(value * 1e6) / 1e4) ? 0 : digits)}\u202f%`

/** An interval: `13.61–14.12`, or with a word where a sign would be misread: `−0.63 to −0.27`. */
export function interval(range: readonly [number, number], language: Language = 'en', digits?: number): string {
  const [low, high] = range.map(end => num(end, language, digits))
  if (range[0] >= 0) return `${low}–${high}`
  return language === 'zh' ? `${low} 至 ${high}` : `${low} to ${high}`
}

/** Decimal units, as disks are sold: `412 KB`, `1.8 TB`. */
export function bytes(value: number, language: Language = 'en'): string {
  const names = ['B', 'KB', 'MB', 'GB', 'TB', 'PB']
  const step = value < 1000 ? 0 : Math.min(names.length - 1, Math.floor(Math.log10(value) / 3))
  const scaled = value / 1000 ** step
  return `${num(scaled, language, step === 0 || scaled >= 100 ? 0 : 1).replace(/\.0$/, '')} ${names[step]}`
}

/** The two largest units: `640 ms`, `3.4 s`, `3 min 12 s`, `2 d 3 h`. */
export function duration(ms: number, language: Language = 'en'): string {
  const unit = units[language]
  const span = Math.max(0, ms)
  if (span < second) return `${Math.round(span)} ${unit.ms}`
  if (span < 10 * second) return `${num(Math.floor(span / 100) / 10, language)} ${unit.s}`
  if (span < minute) return `${Math.floor(span / second)} ${unit.s}`
  if (span < hour) return pair([Math.floor(span / minute), unit.min], [Math.floor((span % minute) / second), unit.s])
  if (span < day) return pair([Math.floor(span / hour), unit.h], [Math.floor((span % hour) / minute), unit.min])
  return pair([Math.floor(span / day), unit.d], [Math.floor((span % day) / hour), unit.h])
}

const pair = (large: [number, string], small: [number, string]) =>
  `${large[0]} ${large[1]}${small[0] ? ` ${small[0]} ${small[1]}` : ''}`

/** How old something is, coarsely: `26 min`, `4 h`, `2 d 3 h`. Below a minute: `1 min`. */
export function age(ms: number, language: Language = 'en'): string {
  const coarse = ms < hour ? Math.max(minute, ms - (ms % minute)) : ms - (ms % hour)
  return duration(coarse, language)
}

export function ago(at: number, now: number, language: Language = 'en'): string {
  const past = now - at
  if (Math.abs(past) < minute) return language === 'zh' ? '刚刚' : 'just now'
  if (past < 0) return language === 'zh' ? `${age(-past, 'zh')}后` : `in ${age(-past)}`
  return language === 'zh' ? `${age(past, 'zh')}前` : `${age(past)} ago`
}

/** As short as it can be without being misread: `14:32` today, `Fri` this week, `23 Nov` this year, else with the year. */
export function when(at: number, now: number, language: Language = 'en'): string {
  const that = new Date(at)
  const today = new Date(now)
  if (that.toDateString() === today.toDateString()) return clock(at, language)
  if (at < now && now - at < 6 * day) return dateOf(at, language, { weekday: 'short' })
  return date(at, now, language)
}

export const clock = (at: number, language: Language = 'en') =>
  dateOf(at, language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

export const exactClock = (at: number, language: Language = 'en') =>
  dateOf(at, language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })

/** `23 Nov`, with the year when it is another one. */
export function date(at: number, now: number, language: Language = 'en'): string {
  const year = new Date(at).getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric'
  return dateOf(at, language, { day: 'numeric', month: 'short', year })
}

/** Everything, for titles and tooltips: `Mon 23 November 2026, 14:32:07`. */
export const fullTime = (at: number, language: Language = 'en') =>
  [
    dateOf(at, language, { weekday: 'short' }),
    dateOf(at, language, { day: 'numeric', month: 'long', year: 'numeric' }) + (language === 'zh' ? '' : ','),
    exactClock(at, language),
  ].join(' ')

const dateOf = (at: number, language: Language, parts: Intl.DateTimeFormatOptions) =>
  dateIn(dateTags[language], at, parts)

/** A time in the zone that the viewer is in now: an open page may travel. */
export const dateIn = (tag: string, at: number, parts: Intl.DateTimeFormatOptions) =>
  dateFormat(tag, parts, new Date(at).getTimezoneOffset()).format(at)

/** To make a format takes longer than to draw the row of a table in which it stands, so each is made once. */
function madeOnce<Wish extends unknown[], Made>(make: (...wish: Wish) => Made): (...wish: Wish) => Made {
  const known = new Map<string, Made>()
  return (...wish) => {
    const key = JSON.stringify(wish)
    const made = known.get(key) ?? make(...wish)
    known.set(key, made)
    return made
  }
}

const numberFormat = madeOnce((tag: string, wish: Intl.NumberFormatOptions) => Intl.NumberFormat(tag, wish))
const dateFormat = madeOnce((tag: string, parts: Intl.DateTimeFormatOptions, _zone: number) =>
  Intl.DateTimeFormat(tag, parts),
)

/** The same functions with the reader's language filled in. */
export function useFormat() {
  const { language } = useLanguage()
  return useMemo(
    () => ({
      num: (value: number | null | undefined, digits?: number) => num(value, language, digits),
      signed: (value: number, digits?: number) => signed(value, language, digits),
      share: (value: number, digits?: number) => share(value, language, digits),
      interval: (range: readonly [number, number], digits?: number) => interval(range, language, digits),
      bytes: (value: number) => bytes(value, language),
      duration: (ms: number) => duration(ms, language),
      age: (ms: number) => age(ms, language),
      ago: (at: number, now = clockNow()) => ago(at, now, language),
      when: (at: number, now = clockNow()) => when(at, now, language),
      clock: (at: number) => clock(at, language),
      exactClock: (at: number) => exactClock(at, language),
      date: (at: number, now = clockNow()) => date(at, now, language),
      fullTime: (at: number) => fullTime(at, language),
    }),
    [language],
  )
}
export type Format = ReturnType<typeof useFormat>
