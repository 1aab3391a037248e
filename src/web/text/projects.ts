const en = {
  newProject: 'New project',
  overview: 'Overview',
  hypotheses: 'Hypotheses',
  settings: 'Settings',
}

const zh: typeof en = {
  newProject: '新建项目',
  overview: '概览',
  hypotheses: '假设',
  settings: '设置',
}

export const projects = { en, zh }
