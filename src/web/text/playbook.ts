/** The phases of AI work as CRISP-ML(Q) names them, with the stage and the gate that ends each. */
export const playbookPhases = [
  { phase: 'understanding', stage: 'goal', gate: 'G0' },
  { phase: 'data', stage: 'data', gate: 'G1' },
  { phase: 'model', stage: 'experiment', gate: 'G2' },
  { phase: 'evaluation', stage: 'productionise', gate: 'G3' },
  { phase: 'deployment', stage: 'rollout', gate: 'G4' },
  { phase: 'monitoring', stage: 'operate', gate: 'G5' },
] as const

type PhaseText = { name: string; questions: readonly string[]; exit: string; spike: string }
type Phase = (typeof playbookPhases)[number]['phase']

const phases: Record<Phase, PhaseText> = {
  understanding: {
    name: 'Understand business and data',
    questions: [
      'Which decision changes, who makes it, and how is it made today?',
      'Which number says that it worked: what is it now, what should it be, and by when?',
      'What does a wrong answer cost, and who bears it?',
      'May we use the data for this, and who owns it?',
    ],
    exit: 'One KPI with baseline and target, a range of its value, and a stakeholder in the seat. Else stop here: it is the cheapest place.',
    spike:
      'Three days: decide 50 past cases by hand with the data at hand. Success: people agree on the right answer in 9 of 10.',
  },
  data: {
    name: 'Engineer the data',
    questions: [
      'Is what the model will know at decision time really there at that time?',
      'Who labels, how much do two labellers agree, and how fast do labels come?',
      'Which groups are missing or rare?',
    ],
    exit: 'A published dataset with checks and an owner, and a written hypothesis that it can answer. Continue, get more data, or stop.',
    spike:
      'One week: the simplest model on what is there. Success: better than a constant guess outside of its training period.',
  },
  model: {
    name: 'Engineer the model',
    questions: [
      'What does the simplest baseline reach?',
      'Which one change is tried next, and what would refute it?',
      'Do two runs of the same code give the same result?',
    ],
    exit: 'Better than the baseline with its interval on later rows, and no slice clearly worse.',
    spike:
      'Two weeks at most for one hypothesis. No gain in ten attempts: change the data or the question, not the model.',
  },
  evaluation: {
    name: 'Evaluate and hand over',
    questions: [
      'Where is it wrong, for whom, and how badly?',
      'Can another seat run it again and get the same?',
      'Which limits must users know?',
    ],
    exit: 'The promotion is accepted by another seat: re-run equal, card written, answer in time, way back tried.',
    spike: 'Two days: real users judge 30 answers in their own work. Success: they would act on 8 of 10.',
  },
  deployment: {
    name: 'Deploy and roll out',
    questions: [
      'Who sees the answer first, and what do they do with it?',
      'How do we see whether the KPI moved because of it?',
      'Who is called at night, and how is it switched off?',
    ],
    exit: 'The KPI was measured since it is live, against those without it or against before, and the stakeholder has accepted.',
    spike: 'One week for one team or one route, beside the old way. Success and failure are written down before.',
  },
  monitoring: {
    name: 'Monitor and maintain',
    questions: [
      'Does the world still look like the training data?',
      'Do people still follow it, and is it still worth its costs?',
      'Who owns it when this team is gone?',
    ],
    exit: 'Once a year: keep, change or retire, on the numbers.',
    spike: 'Half a day each quarter: switch it off on paper. What would break, and who would notice?',
  },
}

const en = {
  title: 'Playbook',
  note: 'Questions, exit rules and spikes with a timebox, not tickets',
  exit: 'Done when:',
  spike: 'Spike:',
  phase: phases,
  risks: {
    title: 'Blockers and risks',
    note: 'Each has a seat that owns it',
    none: 'Nothing stands in the way',
    noneText: 'Name what stops the work or may stop it, and which seat can end it. Its age is seen by everybody.',
    open: 'Name one',
    openAction: 'name a risk',
    close: 'Close',
    closeAction: 'close a risk',
    outcome: 'What became of it',
    what: 'What',
    effect: 'Its effect',
    kind: 'Kind',
    kinds: { risk: 'Risk', blocker: 'Blocker' },
    owner: 'Owner',
    nobody: 'nobody sits there',
    age: 'Age',
  },
}

const zhPhases: Record<Phase, PhaseText> = {
  understanding: {
    name: '理解业务与数据',
    questions: [
      '哪个决定会改变？由谁作出？现在如何作出？',
      '哪个数字说明成功：现在是多少、应是多少、何时？',
      '答错的代价是什么，由谁承担？',
      '我们可以为此使用这些数据吗？归谁负责？',
    ],
    exit: '一个带基线和目标的 KPI、其价值范围，以及在席的干系人。否则就此停止：这里停最便宜。',
    spike: '三天：用现有数据人工判断 50 个过去的案例。成功：十个中有九个大家意见一致。',
  },
  data: {
    name: '数据工程',
    questions: [
      '决策时模型所需的信息当时真的在吗？',
      '由谁标注、两人一致程度如何、多快能得到？',
      '哪些群体缺失或稀少？',
    ],
    exit: '已发布带检查和负责人的数据集，以及它能回答的书面假设。继续、补充数据或停止。',
    spike: '一周：用现有数据做最简单的模型。成功：在训练期之外优于常数猜测。',
  },
  model: {
    name: '模型工程',
    questions: ['最简单的基线能达到多少？', '下一个改动是什么，什么会否定它？', '同样的代码运行两次结果相同吗？'],
    exit: '在更晚的数据上带区间优于基线，且没有切片明显更差。',
    spike: '一个假设最多两周。十次尝试无改进：改数据或问题，而不是模型。',
  },
  evaluation: {
    name: '评估与移交',
    questions: ['哪里错、对谁、有多严重？', '另一席位能重跑并得到相同结果吗？', '用户必须知道哪些局限？'],
    exit: '升级已由另一席位接受：重跑相同、卡片写好、响应及时、回退已试。',
    spike: '两天：真实用户在工作中判断 30 个答案。成功：十个中有八个愿意照做。',
  },
  deployment: {
    name: '部署与推广',
    questions: ['谁先看到答案，会怎么做？', '如何看出 KPI 因它而变？', '夜里找谁，如何关闭？'],
    exit: '上线后已测量 KPI，与没有它的对照或与之前比较，且干系人已接受。',
    spike: '一周，一个团队或一条路线，与旧方式并行。成败标准事先写下。',
  },
  monitoring: {
    name: '监控与维护',
    questions: ['世界还像训练数据吗？', '人们还在用吗，还值这些成本吗？', '这个团队离开后归谁？'],
    exit: '每年一次：依据数字保留、更改或下线。',
    spike: '每季度半天：在纸上关掉它。什么会坏，谁会发现？',
  },
}

const zh: typeof en = {
  title: '行动手册',
  note: '问题、退出规则和有时限的试探，而不是工单',
  exit: '完成标准：',
  spike: '试探：',
  phase: zhPhases,
  risks: {
    title: '阻碍与风险',
    note: '每一项都有负责的席位',
    none: '没有阻碍',
    noneText: '写下阻止或可能阻止工作的事，以及哪个席位能解决。所有人都能看到它存在多久。',
    open: '写下一项',
    openAction: '写下风险',
    close: '关闭',
    closeAction: '关闭风险',
    outcome: '结果如何',
    what: '内容',
    effect: '影响',
    kind: '类型',
    kinds: { risk: '风险', blocker: '阻碍' },
    owner: '负责席位',
    nobody: '无人在席',
    age: '时长',
  },
}

export const playbook = { en, zh }
