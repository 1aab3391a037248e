const en = {
  endpoints: 'Endpoints',
  endpoint: 'Endpoint',
}

const zh: typeof en = {
  endpoints: '端点',
  endpoint: '端点',
}

export const endpoints = { en, zh }
