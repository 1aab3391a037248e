import type { LineageKind } from '../../assets/catalog/lineage/lineage.schema.ts'

type LineageWords = {
  title: string
  note: string
  alone: string
  cut: string
  hidden: string
  kind: Record<LineageKind, string>
}

const en: LineageWords = {
  title: 'Lineage',
  note: 'what was made with what, left to right',
  alone: 'Nothing is recorded before or after it yet. Runs that read it and what they make will appear here.',
  cut: 'There is more than fits in a picture; the nearest things are shown.',
  hidden: 'In a project you do not see',
  kind: {
    dataset: 'Dataset',
    image: 'Image',
    snapshot: 'Code',
    run: 'Run',
    model: 'Model',
    evaluation: 'Evaluation',
    deployment: 'Deployment',
    endpoint: 'Endpoint',
  },
}

const zh: LineageWords = {
  title: '血缘',
  note: '由什么得到什么，从左到右',
  alone: '前后还没有任何记录。读取它的运行及其产物会显示在这里。',
  cut: '内容多于一张图所能容纳，只显示最近的部分。',
  hidden: '在你看不到的项目中',
  kind: {
    dataset: '数据集',
    image: '镜像',
    snapshot: '代码',
    run: '运行',
    model: '模型',
    evaluation: '评估',
    deployment: '部署',
    endpoint: '端点',
  },
}

export const lineage = { en, zh }
