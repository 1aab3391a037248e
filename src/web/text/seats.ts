import type { Seat } from '../../people/seats.ts'

type SeatWords = {
  name: Record<Seat, string>
  short: Record<Seat, string>
  state: Record<'filled' | 'shared' | 'paper' | 'empty', string>
  /** the three lines of a crew, from light to deep */
  deck: Record<3 | 2 | 1, string>
  people: (n: number) => string
  /** read aloud instead of the drawn oar */
  oar: (seat: string, state: string) => string
}

const en: SeatWords = {
  name: {
    stakeholder: 'Stakeholder',
    project_manager: 'Project manager',
    data_scientist: 'Data scientist',
    fullstack_engineer: 'Full-stack engineer',
    ml_engineer: 'ML engineer',
    mlops_engineer: 'MLOps engineer',
    data_engineer: 'Data engineer',
    devops_engineer: 'DevOps engineer',
    security_engineer: 'Cloud & security',
  },
  short: {
    stakeholder: 'SH',
    project_manager: 'PM',
    data_scientist: 'DS',
    fullstack_engineer: 'FS',
    ml_engineer: 'MLE',
    mlops_engineer: 'MLOps',
    data_engineer: 'DE',
    devops_engineer: 'DevOps',
    security_engineer: 'Sec',
  },
  state: {
    filled: 'Works here',
    shared: 'Shared with other projects',
    paper: 'Named, no act in 28 days',
    empty: 'Empty',
  },
  deck: { 3: 'Projects', 2: 'Seam to shared assets', 1: 'Seam to backbone' },
  people: n => `${n} people`,
  oar: (seat, state) => `${seat}: ${state.toLowerCase()}`,
}

const zh: SeatWords = {
  name: {
    stakeholder: '干系人',
    project_manager: '项目经理',
    data_scientist: '数据科学家',
    fullstack_engineer: '全栈工程师',
    ml_engineer: '机器学习工程师',
    mlops_engineer: 'MLOps 工程师',
    data_engineer: '数据工程师',
    devops_engineer: 'DevOps 工程师',
    security_engineer: '云与安全工程师',
  },
  short: en.short,
  state: { filled: '在岗', shared: '与其他项目共用', paper: '仅有名义，28 天内无动作', empty: '空缺' },
  deck: { 3: '项目', 2: '与共享资产的接缝', 1: '与基座的接缝' },
  people: n => `${n} 人`,
  oar: (seat, state) => `${seat}：${state}`,
}

export const seatWords = { en, zh }
