/** Why something of the platform may not be done. */
const en = {
  noPlatformSeat: 'you hold no seat of the platform that may',
  ownerOr: (seats: string) => `an owner, or whoever sits on the platform as ${seats}`,
  cannotChange: 'this organisation is simulated: it can be looked at, not changed',
}

const zh: typeof en = {
  noPlatformSeat: '你没有允许此操作的平台席位',
  ownerOr: seats => `所有者，或平台上的${seats}`,
  cannotChange: '这是模拟组织：只能查看，不能更改',
}

export const platformWords = { en, zh }
