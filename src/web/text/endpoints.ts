type DeploymentState = 'starting' | 'live' | 'replaced' | 'failed' | 'retired'

type EndpointWords = {
  endpoints: string
  endpoint: string
  lede: string
  none: string
  noneText: string
  toModels: string
  columns: { name: string; state: string; model: string; environment: string; since: string }
  serving: string
  notServing: string
  since: string
  tryIt: string
  tryNote: string
  predict: string
  predictAction: string
  noFields: string
  unset: string
  yes: string
  no: string
  prediction: string
  probability: string
  answeredBy: (model: string, version: number, ms: string) => string
  programs: string
  programsNote: string
  history: string
  version: string
  by: string
  at: string
  reason: string
  request: string
  state: Record<DeploymentState, string>
  talk: string
  answersFor: string
  retire: string
  retireAction: string
  retireText: string
  outOfService: string
  notYet: string
  startingTitle: (version: string) => string
  failedTitle: (version: string) => string
  stillAnswers: (version: string) => string
  answersNobody: string
  stageStart: string
  back: string
  backAction: string
  backText: (version: string) => string
}

const en: EndpointWords = {
  endpoints: 'Endpoints',
  endpoint: 'Endpoint',
  lede: 'Addresses that answer with the prediction of a model version; the version behind one can change, the address stays.',
  none: 'No endpoint yet',
  noneText: 'Deploy a version from its page; it is served at once, here and for programs.',
  toModels: 'Open the models',
  columns: { name: 'Name', state: 'State', model: 'Model', environment: 'Environment', since: 'Live since' },
  serving: 'Serving',
  notServing: 'Not serving',
  since: 'live since',
  tryIt: 'Try it',
  tryNote: 'the fields of the signature',
  predict: 'Predict',
  predictAction: 'predict',
  noFields: 'The version has no signature, so there is no form. Programs can call the address.',
  unset: 'not set',
  yes: 'yes',
  no: 'no',
  prediction: 'Prediction',
  probability: 'Probability',
  answeredBy: (model, version, ms) => `${model} v${version}, ${ms} ms`,
  programs: 'From a program',
  programsNote: 'with a token from the settings of this project',
  history: 'Deployments',
  version: 'Version',
  by: 'By',
  at: 'When',
  reason: 'Note',
  request: 'promotion',
  state: { starting: 'Starting', live: 'Live', replaced: 'Replaced', failed: 'Failed', retired: 'Retired' },
  talk: 'Comments',
  answersFor: 'Answers for it now:',
  retire: 'Take out of service',
  retireAction: 'take this endpoint out of service',
  retireText:
    'The address answers nobody from now on; programs that call it get an error. Its history stays, and a former version can be put back at once.',
  outOfService: 'Nothing stands behind this address. Put a former version back below, or deploy one from its page.',
  notYet: 'The form appears here as soon as the model answers.',
  startingTitle: version => `${version} is starting`,
  failedTitle: version => `${version} did not start`,
  stillAnswers: version => `${version} still answers`,
  answersNobody: 'Nothing else stands behind this address, so it answers nobody.',
  stageStart: 'Load the model and try it',
  back: 'Put back',
  backAction: 'put this version back',
  backText: version => `${version} is loaded again and takes over as soon as it answers.`,
}

const zh: EndpointWords = {
  endpoints: '端点',
  endpoint: '端点',
  lede: '以模型版本的预测作答的地址；背后的版本可以更换，地址不变。',
  none: '还没有端点',
  noneText: '在模型版本页面部署后，即可在此使用，也可由程序调用。',
  toModels: '打开模型',
  columns: { name: '名称', state: '状态', model: '模型', environment: '环境', since: '上线时间' },
  serving: '服务中',
  notServing: '未提供服务',
  since: '上线于',
  tryIt: '试用',
  tryNote: '签名中的字段',
  predict: '预测',
  predictAction: '预测',
  noFields: '此版本没有签名，因此没有表单。程序仍可调用该地址。',
  unset: '未设置',
  yes: '是',
  no: '否',
  prediction: '预测',
  probability: '概率',
  answeredBy: (model, version, ms) => `${model} v${version}，${ms} 毫秒`,
  programs: '从程序调用',
  programsNote: '使用本项目设置中的令牌',
  history: '部署记录',
  version: '版本',
  by: '操作者',
  at: '时间',
  reason: '备注',
  request: '晋级申请',
  state: { starting: '启动中', live: '在线', replaced: '已替换', failed: '失败', retired: '已下线' },
  talk: '评论',
  answersFor: '现在的负责人：',
  retire: '下线',
  retireAction: '下线此端点',
  retireText: '该地址从此不再作答，调用它的程序会得到错误。历史会保留，可随时恢复以前的版本。',
  outOfService: '该地址背后没有模型。可在下方恢复以前的版本，或从模型页面部署。',
  notYet: '模型能够作答后，表单会出现在这里。',
  startingTitle: version => `${version} 正在启动`,
  failedTitle: version => `${version} 未能启动`,
  stillAnswers: version => `${version} 仍在作答`,
  answersNobody: '该地址背后没有其他模型，因此不作答。',
  stageStart: '加载模型并试运行',
  back: '恢复',
  backAction: '恢复此版本',
  backText: version => `重新加载 ${version}，能够作答后立即接管。`,
}

export const endpoints = { en, zh }
