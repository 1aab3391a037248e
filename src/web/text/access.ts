import type { PlatformRight, ProjectRight } from '../../people/policies.ts'

type AccessWords = {
  tabs: string
  tab: { people: string; seats: string; rights: string; tokens: string; sessions: string }
  seats: string
  seatsNote: string
  noSeat: string
  platform: string
  rights: string
  rightsNote: string
  here: string
  hereNote: string
  ask: (seats: string) => string
  may: string
  mayNot: string
  inProject: string
  onPlatform: string
  right: Record<ProjectRight | PlatformRight, string>
  tokens: string
  tokensNote: string
  noTokens: string
  token: string
  owner: string
  project: string
  anyProject: string
  allRights: string
  agent: string
  rightCount: (n: number) => string
  made: string
  used: string
  never: string
  ends: string
  noEnd: string
  revoke: string
  revokeText: (name: string) => string
  sessions: string
  sessionsNote: string
  mySessions: string
  mySessionsNote: string
  person: string
  thisOne: string
  began: string
  seen: string
  end: string
  endText: (name: string) => string
  readAction: string
}

const en: AccessWords = {
  tabs: 'Access',
  tab: { people: 'People', seats: 'Who sits where', rights: 'What a seat may', tokens: 'Tokens', sessions: 'Sessions' },
  seats: 'Who sits where',
  seatsNote: 'the projects in which you sit too, and the platform',
  noSeat: 'Nobody sits anywhere yet.',
  platform: 'platform',
  rights: 'What a seat may',
  rightsNote: 'a seat is the only source of rights; owners of the installation hold those of the platform too',
  here: 'What you may here',
  hereNote: 'your seats in this project decide',
  ask: seats => `ask: ${seats}`,
  may: 'may',
  mayNot: 'may not',
  inProject: 'In a project',
  onPlatform: 'On the platform',
  right: {
    'project:read': 'See everything of the project',
    'project:write': 'Name, goal and end of the project',
    'seat:write': 'Give and take seats',
    'token:write': 'Make tokens for scripts',
    'request:write': 'Ask for decisions',
    'talk:write': 'Comment and mention',
    'kpi:write': 'Set and record KPIs',
    'hypothesis:write': 'Write and close hypotheses',
    'gate:decide': 'Decide gates',
    'dataset:write': 'Publish datasets',
    'image:write': 'Build images',
    'run:write': 'Start and log runs',
    'model:write': 'Register and evaluate models',
    'asset:write': 'Describe and share assets',
    'environment:write': 'Change environments',
    'deployment:write': 'Deploy and retire',
    'endpoint:predict': 'Predict with endpoints',
    'platform:read': 'See people and the backbone',
    'platform:write': 'Guard the platform and read its audit',
    'user:write': 'Add people, seats of the platform, end tokens',
  },
  tokens: 'Tokens that work',
  tokensNote: 'of everybody; those of steps end with their runs and are left out',
  noTokens: 'No token works now.',
  token: 'Token',
  owner: 'Acts as',
  project: 'For',
  anyProject: 'every project',
  allRights: 'all of its owner’s rights',
  agent: 'Agent',
  rightCount: n => (n === 1 ? '1 right' : `${n} rights`),
  made: 'Made',
  used: 'Last use',
  never: 'never',
  ends: 'Ends',
  noEnd: 'no end',
  revoke: 'End',
  revokeText: name => `Programs that use “${name}” are refused from now on. A new one has to be made.`,
  sessions: 'Signed in',
  sessionsNote: 'a session ends by itself after 30 days',
  mySessions: 'Where you are signed in',
  mySessionsNote: 'end what you do not know',
  person: 'Person',
  thisOne: 'this one',
  began: 'Since',
  seen: 'Last seen',
  end: 'Sign out',
  endText: name => `${name} has to sign in again in that browser.`,
  readAction: 'see who is signed in and which tokens work',
}

const zh: AccessWords = {
  tabs: '访问',
  tab: { people: '人员', seats: '席位分布', rights: '席位权限', tokens: '令牌', sessions: '会话' },
  seats: '席位分布',
  seatsNote: '您所在的项目以及平台',
  noSeat: '还没有人入座。',
  platform: '平台',
  rights: '席位权限',
  rightsNote: '席位是权限的唯一来源；安装的所有者同时拥有平台权限',
  here: '您在此可以做什么',
  hereNote: '由您在本项目中的席位决定',
  ask: seats => `请联系：${seats}`,
  may: '可以',
  mayNot: '不可以',
  inProject: '在项目中',
  onPlatform: '在平台上',
  right: {
    'project:read': '查看项目的全部内容',
    'project:write': '项目的名称、目标与结束',
    'seat:write': '授予和收回席位',
    'token:write': '为脚本创建令牌',
    'request:write': '请求裁定',
    'talk:write': '评论与提及',
    'kpi:write': '设置并记录 KPI',
    'hypothesis:write': '编写和关闭假设',
    'gate:decide': '裁定关口',
    'dataset:write': '发布数据集',
    'image:write': '构建镜像',
    'run:write': '启动和记录运行',
    'model:write': '注册和评估模型',
    'asset:write': '描述和共享资产',
    'environment:write': '修改环境',
    'deployment:write': '部署和下线',
    'endpoint:predict': '使用端点预测',
    'platform:read': '查看人员与基座',
    'platform:write': '守护平台并查看审计',
    'user:write': '添加人员、平台席位，终止令牌',
  },
  tokens: '有效的令牌',
  tokensNote: '所有人的令牌；步骤的令牌随运行结束，不在此列',
  noTokens: '目前没有有效的令牌。',
  token: '令牌',
  owner: '代表',
  project: '用于',
  anyProject: '所有项目',
  allRights: '其所有者的全部权限',
  agent: '代理',
  rightCount: n => `${n} 项权限`,
  made: '创建于',
  used: '最近使用',
  never: '从未',
  ends: '到期',
  noEnd: '不过期',
  revoke: '终止',
  revokeText: name => `使用“${name}”的程序从此被拒绝，需要新建令牌。`,
  sessions: '已登录',
  sessionsNote: '会话在 30 天后自动结束',
  mySessions: '您登录的位置',
  mySessionsNote: '请终止不认识的会话',
  person: '人员',
  thisOne: '当前会话',
  began: '开始于',
  seen: '最近活动',
  end: '退出登录',
  endText: name => `${name} 需要在该浏览器中重新登录。`,
  readAction: '查看谁已登录以及哪些令牌有效',
}

export const access = { en, zh }
