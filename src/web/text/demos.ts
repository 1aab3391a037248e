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
const howEn: Record<AlarmKind, string> = {
  waiting: 'Open requests and releases without an answer for 40 working hours, by the calendar of the organisation.',
  empty_seat: 'Seats that the stage before the next gate works in, empty for seven days.',
  late_promise: 'Open promises whose date is over, or before the date by which 85 of 100 drawn futures end.',
  overload: 'More than three projects (a stakeholder’s seat does not count), or more than two seats in one.',
  rubber_stamp:
    'At least eight answers in 90 days to promotions, handoffs, gates and changes of scope, none sent back, half within 15 minutes.',
  scope_creep: 'Three or more granted changes of what is in or out within 90 days.',
  orphan: 'Assets in use whose owner holds no seat in their project.',
  duplicate:
    'Tables and models of the last 180 days that are 80 % or more like an older one of another project, by name, description, columns and code, and were not made from it.',
}
const howZh: Record<AlarmKind, string> = {
  waiting: '未答复已满 40 个工作小时的请求与发布，按组织的日历计算。',
  empty_seat: '下一关口之前的阶段需要、且已空七天的席位。',
  late_promise: '日期已过、或早于 100 个模拟未来中 85 个完成日期的未兑现承诺。',
  overload: '超过三个项目（干系人席位不计），或在一个项目中超过两个席位。',
  rubber_stamp: '90 天内对晋级、交接、关口和范围变更至少答复八次，从未退回，半数在 15 分钟之内。',
  scope_creep: '90 天内批准了三次或更多范围变更。',
  orphan: '仍在使用、但负责人在其项目中没有席位的资产。',
  duplicate: '近 180 天内的表和模型，按名称、描述、列和代码与另一项目中更早的资产相似度达 80 % 以上，且并非由其制成。',
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
  simulated: 'Simulated',
  banner: 'Simulated organisation: invented people and projects, real software. It can be looked at, not changed.',
  asOn: (date: string) => `Today is ${date} there.`,
  through: 'Seen by',
  back: 'Back to your organisation',
  title: 'A whole organisation to look at',
  invite:
    'A year of forty invented people in six projects, made by this software itself. It lies beside your data, mixes with nothing, and goes with one click.',
  make: 'Make it',
  making: 'The simulated organisation is being made',
  makingNote: 'You can go on working meanwhile',
  there: (people: number, projects: number, events: string) =>
    `${people} people, ${projects} projects, ${events} events`,
  enter: 'Look at it',
  remove: 'Remove it',
  removeNote: 'Everything simulated goes. Your own data and its log of events stay as they are.',
  stop: 'Stop',
  stopped: 'Making the simulated organisation stopped',
  again: 'Try again',
  cannotChange: 'this organisation is simulated: it can be looked at, not changed',
  alarms: 'What is stuck, why, on whom',
  alarmsNote: 'Read from events; seats, never persons',
  alarmsNone: 'Nothing is stuck: no seat, promise or asset asks for attention',
  from: (date: string) => `since ${date}`,
  why: (n: number) => (n === 1 ? 'Why: 1 event' : `Why: ${n} events`),
  look: 'Open',
  say: sayEn,
  howOf: howEn,
  kind: kindEn,
}
const zh: typeof en = {
  simulated: '模拟',
  banner: '模拟组织：人物和项目是虚构的，软件是真实的。只能查看，不能更改。',
  asOn: date => `那里的今天是 ${date}。`,
  through: '以谁的视角',
  back: '回到自己的组织',
  title: '看看一个完整的组织',
  invite: '四十位虚构人物、六个项目的一年，由本软件自己生成。它放在您的数据旁边，互不混合，一键即可移除。',
  make: '生成',
  making: '正在生成模拟组织',
  makingNote: '您可以继续工作',
  there: (people, projects, events) => `${people} 人，${projects} 个项目，${events} 个事件`,
  enter: '进去看看',
  remove: '移除',
  removeNote: '所有模拟内容都将消失；您自己的数据及其事件日志保持不变。',
  stop: '停止',
  stopped: '模拟组织的生成已停止',
  again: '重试',
  cannotChange: '这是模拟组织：只能查看，不能更改',
  alarms: '什么卡住了，为什么，卡在谁那里',
  alarmsNote: '由事件得出；只说席位，不说个人',
  alarmsNone: '没有卡住：没有需要关注的席位、承诺或资产',
  from: date => `自 ${date}`,
  why: n => `依据：${n} 个事件`,
  look: '打开',
  say: sayZh,
  howOf: howZh,
  kind: kindZh,
}
export const demos = { en, zh }
