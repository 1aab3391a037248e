const en = {
  title: 'Sign in',
  lede: 'Your seat, your work and your crew are as you left them.',
  email: 'E-mail',
  password: 'Password',
  show: 'Show the password',
  enter: 'Sign in',
  opening: 'Opening your link',
  linkFailed: 'Ask an owner for a new link, or make one on the server: npx trireme login-link',
  first: 'First start? Open the one-time link that the terminal printed.',
  noAccount: 'No account? Ask your cloud & security engineer.',
  motto: 'Three tiers, one crew.',
  mottoNote: 'Projects, shared assets and backbone in one place.',
}

const zh: typeof en = {
  title: '登录',
  lede: '你的席位、工作和团队都保持原样。',
  email: '邮箱',
  password: '密码',
  show: '显示密码',
  enter: '登录',
  opening: '正在打开你的链接',
  linkFailed: '请向所有者索取新链接，或在服务器上生成：npx trireme login-link',
  first: '首次启动？请打开终端里显示的一次性链接。',
  noAccount: '没有账户？请联系你的云与安全工程师。',
  motto: '三层甲板，一支团队。',
  mottoNote: '项目、共享资产与基座，尽在一处。',
}

export const signIn = { en, zh }
