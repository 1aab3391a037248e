/** While an installation is new: its demo is made, or nothing is there yet. */
const en = {
  demoTitle: 'The demo is being made',
  demoNote: 'Real data, real training, a real endpoint on this machine. Look around meanwhile.',
  demoStopped: 'The demo stopped',
  demoStoppedNote: 'Nothing else is harmed; the platform works without it.',
  demoBar: 'Progress of the demo',
  first: {
    title: 'An empty ship: here is how to begin',
    note: 'The ways in; the first takes two minutes',
    project: 'Start a project',
    projectText: 'A goal, one KPI with baseline and target, and who sits where. No ticket needed.',
    crew: 'Fill the map with your people',
    crewText: 'Departments, people from a table, teams and the seats of the platform; each step can wait.',
    lines: 'Bring a training script as it is',
    linesText:
      'Two lines point the unchanged MLflow client here. The token belongs to a project and is shown there once.',
    linesLabel: 'Two lines to copy',
    afterProject: 'YOUR-TOKEN',
    account: 'Say who you are',
    accountText: 'Give your account a name, an e-mail and a password, so that you can come back without a link.',
    accountDo: 'Set up my account',
  },
}

const zh: typeof en = {
  demoTitle: '正在制作演示',
  demoNote: '真实数据、真实训练、本机上的真实端点。你可以先四处看看。',
  demoStopped: '演示已停止',
  demoStoppedNote: '其他部分不受影响，平台照常工作。',
  demoBar: '演示进度',
  first: {
    title: '空船：从这里开始',
    note: '三种入口，第一种只需两分钟',
    project: '启动一个项目',
    projectText: '一个目标、一个带基线和目标值的 KPI，以及谁坐在哪里。无需工单。',
    crew: '用你的人员填满地图',
    crewText: '部门、来自表格的人员、团队和平台席位；每一步都可以稍后再做。',
    lines: '原样带来训练脚本',
    linesText: '两行设置就能让未改动的 MLflow 客户端指向这里。令牌属于某个项目，并只在那里显示一次。',
    linesLabel: '要复制的两行',
    afterProject: '你的令牌',
    account: '说明你是谁',
    accountText: '为账户设置姓名、邮箱和密码，下次无需链接即可登录。',
    accountDo: '设置我的账户',
  },
}

export const fresh = { en, zh }
