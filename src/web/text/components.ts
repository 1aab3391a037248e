const en = {
  title: 'Components and who owns them',
  note: (n: string, broken: number) =>
    broken === 0 ? 'no rule broken' : broken === 1 ? 'one breaks the rule' : `${n} break the rule`,
  rule: 'Single components belong to ML engineers, the infrastructure and its tools to MLOps engineers, data to those who make it. The rule holds for what others may use.',
  none: 'Nothing is shared yet; datasets, images and models appear here with their first version.',
  more: (n: string) => `The first ${n}; the catalogue has them all.`,
  component: 'Component',
  home: 'Home',
  belongs: 'Belongs to',
  owner: 'Owner',
  state: 'Rule',
  gone: 'its owner sits nowhere there: hand it over',
  otherSeat: (held: string, wanted: string) => `owned by ${held}; belongs to ${wanted}`,
  right: 'in the right seat',
  own: 'only its project uses it',
}

const zh: typeof en = {
  title: '组件及其负责席位',
  note: (n, broken) => (broken === 0 ? '没有违反规则' : `${n} 项违反规则`),
  rule: '单个组件归机器学习工程师，基础设施及其工具归 MLOps 工程师，数据归其制作者。规则适用于他人可用的资产。',
  none: '还没有共享任何东西；数据集、镜像和模型有了首个版本后会出现在这里。',
  more: n => `前 ${n} 项；全部见目录。`,
  component: '组件',
  home: '所属项目',
  belongs: '应归席位',
  owner: '负责人',
  state: '规则',
  gone: '负责人不在任何席位：请移交',
  otherSeat: (held, wanted) => `由${held}负责；应归${wanted}`,
  right: '席位正确',
  own: '仅本项目使用',
}

export const componentWords = { en, zh }
