type Words = Record<
  | 'inputs'
  | 'outputs'
  | 'params'
  | 'field'
  | 'type'
  | 'required'
  | 'shape'
  | 'preset'
  | 'example'
  | 'yes'
  | 'no'
  | 'mlmodel'
  | 'noSignature'
  | 'tags'
  | 'tagsNone'
  | 'tagAdd'
  | 'tagAction'
  | 'tagKey'
  | 'tagValue'
  | 'tagSet'
  | 'deployed'
  | 'deployedNowhere'
  | 'answersSince'
  | 'starts'
  | 'otherAnswers'
  | 'owner'
  | 'askedBy'
  | 'waits'
  | 'filesElsewhere',
  string
> & { fields: (n: number) => string; tagRemove: (key: string) => string }

const en: Words = {
  inputs: 'What goes in',
  outputs: 'What comes out',
  params: 'Params of a call',
  field: 'Field',
  type: 'Type',
  required: 'Required',
  shape: 'Shape',
  preset: 'Default',
  example: 'Example',
  yes: 'yes',
  no: 'no',
  fields: n => (n === 1 ? '1 field' : `${n} fields`),
  mlmodel: 'MLmodel file',
  noSignature:
    'The model was logged without a signature, so its fields are not known. Log it with signature= or input_example= to have them here and in the form of its endpoint.',
  tags: 'Tags',
  tagsNone: 'No tags yet.',
  tagAdd: 'Add a tag',
  tagAction: 'change tags',
  tagKey: 'Key',
  tagValue: 'Value',
  tagSet: 'Set the tag',
  tagRemove: key => `Take the tag ${key} away`,
  deployed: 'Where it answers',
  deployedNowhere: 'No endpoint runs this model.',
  answersSince: 'This version, since',
  starts: 'This version is starting',
  otherAnswers: 'Another version answers:',
  owner: 'Owner:',
  askedBy: 'Asked by',
  waits: 'waits for',
  filesElsewhere: 'The files of this version lie elsewhere: it was registered with a place that is not on this server.',
}

const zh: Words = {
  inputs: '输入',
  outputs: '输出',
  params: '调用参数',
  field: '字段',
  type: '类型',
  required: '必填',
  shape: '形状',
  preset: '默认值',
  example: '示例',
  yes: '是',
  no: '否',
  fields: n => `${n} 个字段`,
  mlmodel: 'MLmodel 文件',
  noSignature:
    '该模型记录时没有签名，因此字段未知。记录时加上 signature= 或 input_example=，字段就会出现在这里和端点的表单中。',
  tags: '标签',
  tagsNone: '还没有标签。',
  tagAdd: '添加标签',
  tagAction: '修改标签',
  tagKey: '键',
  tagValue: '值',
  tagSet: '设置标签',
  tagRemove: key => `移除标签 ${key}`,
  deployed: '部署位置',
  deployedNowhere: '没有端点运行此模型。',
  answersSince: '此版本，自',
  starts: '此版本正在启动',
  otherAnswers: '由其他版本提供服务：',
  owner: '负责人：',
  askedBy: '请求人',
  waits: '已等待',
  filesElsewhere: '该版本的文件在别处：注册时给出的位置不在此服务器上。',
}

export const modelPage = { en, zh }
