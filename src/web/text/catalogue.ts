const en = {
  catalogue: 'Catalogue',
  asset: 'Asset',
  image: 'Image',
}

const zh: typeof en = {
  catalogue: '目录',
  asset: '资产',
  image: '镜像',
}

export const catalogue = { en, zh }
