const en = {
  engines: 'Engines',
  access: 'Access',
  audit: 'Audit',
}

const zh: typeof en = {
  engines: '引擎',
  access: '访问',
  audit: '审计',
}

export const backbone = { en, zh }
