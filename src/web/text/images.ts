import type { ImageBuild } from '../../assets/images/images.schema.ts'
import type { BuildProgress } from '../../assets/images/spec.schema.ts'

type ImageWords = {
  image: string
  images: string
  lede: string
  ready: string
  headline: (packages: string, python: string) => string
  state: Record<ImageBuild['state'], string>
  stage: Record<BuildProgress['stage'], string>
  stageCount: (done: string, of: string) => string
  build: string
  stopped: string
  packages: string
  packagesNote: string
  filter: string
  asked: string
  askedNote: string
  facts: string
  python: string
  size: string
  buildTime: string
  digest: string
  by: string
  when: string
  sources: string
  sourcesOn: string
  sourcesOff: string
  lock: string
  lockNote: string
  showLock: string
  usedBy: string
  usedByNobody: string
  all: string
  none: string
  noneText: string
  add: string
  addAction: string
  addNote: string
  name: string
  pythonHint: string
  packagesHint: string
  allowSources: string
  allowSourcesNote: string
  start: string
  cancelBuild: string
  talk: string
  missing: string
  missingText: string
  column: { package: string; version: string }
}

const en: ImageWords = {
  image: 'Image',
  images: 'Images',
  lede: 'A Python with its packages, locked to exact versions. A run that names it can be repeated a year from now.',
  ready: 'Ready, locked',
  headline: (packages, python) => `${packages} packages, Python ${python}`,
  state: { queued: 'Waiting', running: 'Being built', done: 'Ready', failed: 'Failed', cancelled: 'Stopped' },
  stage: {
    tools: 'Find Python and uv',
    lock: 'Choose exact versions',
    download: 'Download packages',
    install: 'Install them',
    done: 'Ready',
  },
  stageCount: (done, of) => `${done} of ${of} packages`,
  build: 'Build',
  stopped: 'The build did not become an image',
  packages: 'Packages',
  packagesNote: 'every one that is installed, with its exact version',
  filter: 'Filter packages',
  asked: 'Asked for',
  askedNote: 'what people wrote; the rest came with it',
  facts: 'Facts',
  python: 'Python',
  size: 'Size',
  buildTime: 'Built in',
  digest: 'Digest of the lock',
  by: 'Declared by',
  when: 'When',
  sources: 'Code of packages while building',
  sourcesOn: 'allowed',
  sourcesOff: 'never run',
  lock: 'Lock',
  lockNote: 'versions with the hashes of their files',
  showLock: 'Show the lock',
  usedBy: 'Used by',
  usedByNobody: 'No run has used it yet.',
  all: 'Images of this project',
  none: 'No image yet',
  noneText: 'Declare which Python and which packages your code needs; they are locked and built once.',
  add: 'New image',
  addAction: 'declare an image',
  addNote: 'the same declaration is built once',
  name: 'Name',
  pythonHint: 'A version such as 3.12, or a range such as >=3.11,<3.14',
  packagesHint: 'One a line, with or without a version: pandas>=2.2',
  allowSources: 'Allow packages that must be compiled',
  allowSourcesNote: 'They run their own code on this machine while they are built.',
  start: 'Lock and build',
  cancelBuild: 'Stop the build',
  talk: 'Comments',
  missing: 'There is no such image here',
  missingText: 'It may have been declared in another project. These are the images of this one.',
  column: { package: 'Package', version: 'Version' },
}

const zh: ImageWords = {
  image: '镜像',
  images: '镜像',
  lede: '一个 Python 及其软件包，版本全部锁定。指明它的运行，一年后仍可重复。',
  ready: '就绪，已锁定',
  headline: (packages, python) => `${packages} 个软件包，Python ${python}`,
  state: { queued: '等待中', running: '构建中', done: '就绪', failed: '失败', cancelled: '已停止' },
  stage: { tools: '查找 Python 与 uv', lock: '选定确切版本', download: '下载软件包', install: '安装', done: '就绪' },
  stageCount: (done, of) => `${of} 个软件包中的 ${done} 个`,
  build: '构建',
  stopped: '构建没有成为镜像',
  packages: '软件包',
  packagesNote: '所有已安装的软件包及其确切版本',
  filter: '筛选软件包',
  asked: '声明内容',
  askedNote: '人所写下的；其余随之而来',
  facts: '概要',
  python: 'Python',
  size: '大小',
  buildTime: '构建用时',
  digest: '锁文件摘要',
  by: '声明者',
  when: '时间',
  sources: '构建时运行软件包代码',
  sourcesOn: '允许',
  sourcesOff: '从不运行',
  lock: '锁文件',
  lockNote: '版本及其文件的哈希',
  showLock: '显示锁文件',
  usedBy: '被谁使用',
  usedByNobody: '还没有运行用过它。',
  all: '本项目的镜像',
  none: '还没有镜像',
  noneText: '声明代码需要哪个 Python 和哪些软件包；它们会被锁定并只构建一次。',
  add: '新建镜像',
  addAction: '声明镜像',
  addNote: '相同的声明只构建一次',
  name: '名称',
  pythonHint: '版本如 3.12，或范围如 >=3.11,<3.14',
  packagesHint: '每行一个，可带版本：pandas>=2.2',
  allowSources: '允许需要编译的软件包',
  allowSourcesNote: '构建时它们会在本机运行自己的代码。',
  start: '锁定并构建',
  cancelBuild: '停止构建',
  talk: '评论',
  missing: '这里没有这个镜像',
  missingText: '它可能在另一个项目中声明。以下是本项目的镜像。',
  column: { package: '软件包', version: '版本' },
}

export const images = { en, zh }
