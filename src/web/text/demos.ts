const en = {
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
}
const zh: typeof en = {
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
}
export const demos = { en, zh }
