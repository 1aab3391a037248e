import type { AlarmKind } from '../../projects/story/alarms/alarms.schema.ts'

/** What an alarm says, in words that are ready: figures and seats are names and numbers already. */
export type Told = {
  n: number
  figure: string
  limit: string
  seat: string
  subject: string
  gate: string
  other: string
}

const sayEn: Record<AlarmKind, (told: Told) => string> = {
  waiting: ({ n, figure, seat, subject }) =>
    n === 1
      ? `One ${subject} has waited ${figure} working hours for the seat ${seat}`
      : `${n} × ${subject} wait for the seat ${seat}, the oldest for ${figure} working hours`,
  empty_seat: ({ seat, gate, figure }) => `Nobody has sat as ${seat} for ${figure} days; that blocks ${gate}`,
  late_promise: ({ subject, figure }) => `“${subject}” is expected ${figure} days after the promised day`,
  overload: ({ seat, figure }) => `Whoever sits as ${seat} works in ${figure} projects`,
  rubber_stamp: ({ seat, n, figure }) =>
    `The seat ${seat} granted all ${n} requests that brought evidence, half of them within ${figure} minutes`,
  scope_creep: ({ figure }) => `The scope grew ${figure} times in 90 days`,
  orphan: ({ n, subject }) =>
    n === 1 ? `The owner of ${subject} sits here no more` : `The owners of ${n} assets sit here no more: ${subject}, …`,
  duplicate: ({ subject, other, figure }) => `${subject} is ${figure} like ${other}`,
}
const sayZh: Record<AlarmKind, (told: Told) => string> = {
  waiting: ({ n, figure, seat, subject }) => `${n} 个${subject}在等${seat}席位，最久的已等 ${figure} 个工作小时`,
  empty_seat: ({ seat, gate, figure }) => `${seat}席位已空 ${figure} 天，会挡住 ${gate}`,
  late_promise: ({ subject, figure }) => `“${subject}”预计比承诺日期晚 ${figure} 天`,
  overload: ({ seat, figure }) => `坐在${seat}席位的人同时在 ${figure} 个项目中工作`,
  rubber_stamp: ({ seat, n, figure }) => `${seat}席位批准了全部 ${n} 个带证据的请求，半数在 ${figure} 分钟之内`,
  scope_creep: ({ figure }) => `90 天内范围扩大了 ${figure} 次`,
  orphan: ({ n, subject }) =>
    n === 1 ? `${subject} 的负责人已不在本项目` : `${n} 个资产的负责人已不在本项目：${subject} 等`,
  duplicate: ({ subject, other, figure }) => `${subject} 与 ${other} 有 ${figure} 相似`,
}
const kindEn: Record<AlarmKind, string> = {
  waiting: 'Waiting',
  empty_seat: 'Empty seat',
  late_promise: 'Late promise',
  overload: 'Overload',
  rubber_stamp: 'Granted unread',
  scope_creep: 'Scope creep',
  orphan: 'Nobody’s asset',
  duplicate: 'Made twice',
}
const kindZh: Record<AlarmKind, string> = {
  waiting: '等待',
  empty_seat: '空席',
  late_promise: '承诺将晚',
  overload: '负荷过重',
  rubber_stamp: '不看就批',
  scope_creep: '范围蔓延',
  orphan: '无主资产',
  duplicate: '重复制作',
}

const en = {
  title: 'What is stuck, why, on whom',
  note: 'Read from events; seats, never persons',
  none: 'Nothing is stuck: no seat, promise or asset asks for attention',
  from: (date: string) => `since ${date}`,
  why: (n: number) => (n === 1 ? 'Why: 1 event' : `Why: ${n} events`),
  look: 'Open',
  inAll: (n: number, seat: string, figure: string) =>
    `Whoever sits as ${seat} works in up to ${figure} projects: that shows in ${n} of them`,
  each: (n: number) => `Show all ${n}`,
  say: sayEn,
  kind: kindEn,
}

const zh: typeof en = {
  title: '什么卡住了，为什么，卡在谁那里',
  note: '由事件得出；只说席位，不说个人',
  none: '没有卡住：没有需要关注的席位、承诺或资产',
  from: date => `自 ${date}`,
  why: n => `依据：${n} 个事件`,
  look: '打开',
  inAll: (n, seat, figure) => `坐在${seat}席位的人最多同时在 ${figure} 个项目中工作：其中 ${n} 个项目受到影响`,
  each: n => `展开 ${n} 条`,
  say: sayZh,
  kind: kindZh,
}

export const alarmWords = { en, zh }
