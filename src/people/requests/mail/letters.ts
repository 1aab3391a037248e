import type { Request } from '../requests.schema.ts'
import type { Recipient } from './mail.store.ts'
import type { News } from './news.kind.ts'

export type Letter = { subject: string; text: string }
type To = { origin: string; to: Recipient }

const words = {
  en: {
    asked: (about: string) => `Waits for you: ${about}`,
    due: (about: string) => `Due now: ${about}`,
    answered: { accepted: 'Accepted', returned: 'Returned', withdrawn: 'Withdrawn', open: 'Waits' },
    digest: (n: number) => (n === 1 ? 'One thing waits for you' : `${n} things wait for you`),
    says: (name: string, reason: string) => `${name}: ${reason}`,
    foot: 'When and whether you get such mail is set in your inbox.',
  },
  zh: {
    asked: (about: string) => `等待你：${about}`,
    due: (about: string) => `已到期：${about}`,
    answered: { accepted: '已接受', returned: '已退回', withdrawn: '已撤回', open: '等待中' },
    digest: (n: number) => `有 ${n} 件事在等你`,
    says: (name: string, reason: string) => `${name}：${reason}`,
    foot: '可在收件箱中设置是否以及何时收到此类邮件。',
  },
}

const wordsFor = ({ locale }: Recipient) => (locale?.startsWith('zh') ? words.zh : words.en)

const linkOf = (origin: string, { project, id }: Request) => `${origin}/projects/${project.slug}/requests/${id}`

const nameOf = ({ subject, project }: Request) => `${subject.name} (${project.name})`

export function askLetter({ origin, to }: To, request: Request, why: 'asked' | 'due'): Letter {
  const text = wordsFor(to)
  const lines = [text.says(request.from.name, request.reason), linkOf(origin, request), text.foot]
  return { subject: `[Trireme] ${text[why](nameOf(request))}`, text: lines.join('\n\n') }
}

export function answerLetter({ origin, to }: To, request: Request): Letter {
  const text = wordsFor(to)
  const said = request.decidedBy ? [text.says(request.decidedBy.name, request.decisionReason || '–')] : []
  return {
    subject: `[Trireme] ${text.answered[request.state]}: ${nameOf(request)}`,
    text: [...said, linkOf(origin, request), text.foot].join('\n\n'),
  }
}

export function newsLetter({ origin, to }: To, { title, text, path }: News): Letter {
  const lines = [text, `${origin}${path}`, wordsFor(to).foot]
  return { subject: `[Trireme] ${title}`, text: lines.join('\n\n') }
}

export function digestLetter({ origin, to }: To, waiting: readonly Request[], news: readonly News[]): Letter {
  const text = wordsFor(to)
  const lines = [
    ...waiting.map(request => `${nameOf(request)}\n${linkOf(origin, request)}`),
    ...news.map(one => `${one.title}\n${one.text}\n${origin}${one.path}`),
  ]
  return { subject: `[Trireme] ${text.digest(lines.length)}`, text: [...lines, text.foot].join('\n\n') }
}
