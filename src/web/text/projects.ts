import type { Course } from '../../projects/gates/gates.schema.ts'

type Words = {
  newProject: string
  overview: string
  hypotheses: string
  settings: string
  stage: Record<Course['stage'], string>
}

const en: Words = {
  newProject: 'New project',
  overview: 'Overview',
  hypotheses: 'Hypotheses',
  settings: 'Settings',
  stage: {
    goal: 'Goal & feasibility',
    data: 'Data',
    experiment: 'Experiment',
    productionise: 'Productionise',
    rollout: 'Roll-out',
    operate: 'Operate',
  },
}

const zh: Words = {
  newProject: '新建项目',
  overview: '概览',
  hypotheses: '假设',
  settings: '设置',
  stage: {
    goal: '目标与可行性',
    data: '数据',
    experiment: '实验',
    productionise: '投产',
    rollout: '推广',
    operate: '运营',
  },
}

export const projects = { en, zh }
