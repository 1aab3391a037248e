import type { AgentRight } from '../../people/policies.ts'
import type { Area } from './text.ts'

type AgentWords = {
  title: string
  note: string
  action: string
  name: string
  firstName: string
  projects: string
  rights: string
  right: Record<AgentRight, string>
  always: string
  lasts: string
  days: (n: number) => string
  make: string
  lines: string
  shownOnce: string
  address: string
  none: string
  through: (name: string) => string
  column: { name: string; projects: string; did: string; used: string; ends: string }
  nothing: string
  never: string
  ended: string
  over: string
  end: string
  endText: (name: string) => string
  rightCount: (n: number) => string
}

export const agents: Area<AgentWords> = {
  en: {
    title: 'Agents',
    note: 'Programs that act for you over the Model Context Protocol. Each is named in the log; it fills no seat, and accepts and decides nothing.',
    action: 'make an agent',
    name: 'Name of the agent',
    firstName: 'My assistant',
    projects: 'Where it may act',
    rights: 'What you lend it of your own rights',
    right: {
      'project:read': 'See everything of the project',
      'talk:write': 'Comment and mention',
      'request:write': 'Ask seats for decisions',
      'hypothesis:write': 'Open hypotheses',
      'run:write': 'Write the notes of runs',
    },
    always: 'always',
    lasts: 'Ends after',
    days: n => `${n} days`,
    make: 'Make the agent',
    lines: 'What most clients take as a server',
    shownOnce: 'Shown once: copy it now. Whoever has it acts for you in these projects.',
    address: 'Address',
    none: 'No agent acts for you yet. Make one, and give the lines it shows to your client.',
    through: name => `through ${name}`,
    column: { name: 'Agent', projects: 'Projects', did: 'Did last', used: 'Last used', ends: 'Ends' },
    nothing: 'changed nothing yet',
    never: 'never',
    ended: 'Ended',
    over: 'Expired',
    end: 'End it',
    endText: name => `“${name}” is refused from now on. What it did stays in the log.`,
    rightCount: n => (n === 1 ? '1 right' : `${n} rights`),
  },
  zh: {
    title: '代理',
    note: '通过模型上下文协议(MCP)代表您行事的程序。日志会写明是哪个代理;它不占席位,也不接受或决定任何事。',
    action: '创建代理',
    name: '代理名称',
    firstName: '我的助手',
    projects: '可在哪些项目中行事',
    rights: '您借给它的自己的权限',
    right: {
      'project:read': '查看项目的全部内容',
      'talk:write': '评论和提及',
      'request:write': '向席位请求决定',
      'hypothesis:write': '提出假设',
      'run:write': '撰写运行备注',
    },
    always: '始终包含',
    lasts: '有效期',
    days: n => `${n} 天`,
    make: '创建代理',
    lines: '大多数客户端所需的服务器配置',
    shownOnce: '只显示一次,请立即复制。持有它的人可在这些项目中代表您行事。',
    address: '地址',
    none: '还没有代理为您行事。创建一个,并把显示的配置交给您的客户端。',
    through: name => `经由 ${name}`,
    column: { name: '代理', projects: '项目', did: '最近所做', used: '最近使用', ends: '到期' },
    nothing: '尚未更改任何内容',
    never: '从未',
    ended: '已结束',
    over: '已过期',
    end: '结束',
    endText: name => `“${name}”从现在起将被拒绝。它做过的事仍保留在日志中。`,
    rightCount: n => `${n} 项权限`,
  },
}
