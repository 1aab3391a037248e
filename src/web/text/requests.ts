const en = {
  requests: 'Requests',
  request: 'Request',
}

const zh: typeof en = {
  requests: '请求',
  request: '请求',
}

export const requests = { en, zh }
