/** What to do first in a seat that was taken lately. */
const en = {
  title: (project: string) => `Your first steps in ${project}`,
  as: (seats: readonly string[]) => `You sit here as ${seats.join(', ')}.`,
  done: 'done',
  open: 'to do',
  hide: 'Hide',
  names: {
    account: 'Give your account an e-mail and a password',
    token: 'Make a token for your scripts',
    comment: 'Say something on the project',
    charter: 'Write down the goal and what is out of scope',
    kpi: 'Name the KPI, its baseline and its target',
    seats: 'Fill the seats',
    decide: 'Answer a request or decide on a gate',
    hypothesis: 'Open a first hypothesis',
    dataset: 'Publish a dataset version',
    run: 'Start a first run',
    image: 'Build an image',
    deploy: 'Deploy a version',
  },
}

const zh: typeof en = {
  title: project => `你在 ${project} 中的第一步`,
  as: seats => `你的席位：${seats.join('、')}。`,
  done: '已完成',
  open: '待办',
  hide: '隐藏',
  names: {
    account: '为账户设置邮箱和密码',
    token: '为脚本生成令牌',
    comment: '在项目中留言',
    charter: '写下目标和不在范围内的内容',
    kpi: '命名 KPI、基线和目标值',
    seats: '填补席位',
    decide: '答复一个请求或决定一个关口',
    hypothesis: '提出第一个假设',
    dataset: '发布一个数据集版本',
    run: '启动第一次运行',
    image: '构建一个镜像',
    deploy: '部署一个版本',
  },
}

export const joining = { en, zh }
