const en = {
  crew: 'Crew',
  timeline: 'Timeline',
  welcome: 'Welcome',
}

const zh: typeof en = {
  crew: '团队',
  timeline: '时间线',
  welcome: '欢迎',
}

export const people = { en, zh }
