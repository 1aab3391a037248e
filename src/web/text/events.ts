type EventWords = {
  title: string
  lede: string
  none: string
  noneText: string
  noneFits: string
  search: string
  all: { seat: string; person: string; verb: string }
  seat: string
  person: string
  did: string
  object: string
  when: string
  onlyAbout: (what: string) => string
  clear: string
  older: string
  loadingOlder: string
  detail: string
  id: string
  recorded: string
  occurred: string
  from: string
  tier: string
  tiers: Record<number, string>
  cause: string
  noCause: string
  causedBy: string
  effects: string
  payload: string
  follow: string
  openObject: string
  imported: string
}

const en: EventWords = {
  title: 'Timeline',
  lede: 'Who did what, in which seat, because of what. Nothing here can be edited or removed.',
  none: 'Nothing has happened yet',
  noneText: 'Every act of people, programs and the platform stands here from the first one on.',
  noneFits: 'No event fits this filter',
  search: 'Search what is shown: a person, an act, a name',
  all: { seat: 'All seats', person: 'All people', verb: 'All acts' },
  seat: 'Seat',
  person: 'Person',
  did: 'Act',
  object: 'Object',
  when: 'When',
  onlyAbout: what => `Only about ${what}`,
  clear: 'Clear the filter',
  older: 'Show older events',
  loadingOlder: 'Loading',
  detail: 'Event',
  id: 'Id',
  recorded: 'Recorded',
  occurred: 'Happened',
  from: 'Through',
  tier: 'Tier',
  tiers: { 1: 'Backbone', 2: 'Shared assets', 3: 'Projects', 0: 'People' },
  cause: 'Because of',
  noCause: 'it stands at the beginning',
  causedBy: 'What it caused',
  effects: 'Show what it caused',
  payload: 'What was recorded with it',
  follow: 'Only events about this',
  openObject: 'Open it',
  imported: 'imported',
}

const zh: EventWords = {
  title: '时间线',
  lede: '谁在哪个席位做了什么，出于什么原因。这里的内容不能修改或删除。',
  none: '还没有发生任何事',
  noneText: '人员、程序和平台的每个动作从第一个起都记录在这里。',
  noneFits: '没有符合筛选条件的事件',
  search: '在已显示的内容中搜索：人员、动作、名称',
  all: { seat: '所有席位', person: '所有人', verb: '所有动作' },
  seat: '席位',
  person: '人员',
  did: '动作',
  object: '对象',
  when: '时间',
  onlyAbout: what => `仅关于 ${what}`,
  clear: '清除筛选',
  older: '显示更早的事件',
  loadingOlder: '正在加载',
  detail: '事件',
  id: '编号',
  recorded: '记录于',
  occurred: '发生于',
  from: '通过',
  tier: '层',
  tiers: { 1: '基座', 2: '共享资产', 3: '项目', 0: '人员' },
  cause: '起因',
  noCause: '它是起点',
  causedBy: '它引起的事件',
  effects: '显示它引起的事件',
  payload: '一并记录的内容',
  follow: '仅看与此相关的事件',
  openObject: '打开',
  imported: '导入',
}

export const eventWords = { en, zh }
