import type { AlarmKind } from '../../projects/story/alarms/alarms.schema.ts'

const en: Record<AlarmKind, string> = {
  waiting: 'Open requests and releases without an answer for 40 working hours, by the calendar of the organisation.',
  empty_seat: 'Seats that the stage before the next gate works in, empty for seven days.',
  late_promise: 'Open promises whose date is over, or before the date by which 85 of 100 drawn futures end.',
  overload: 'More than three projects (a stakeholder’s seat does not count), or more than two seats in one.',
  rubber_stamp:
    'At least eight answers in 90 days to promotions, handoffs, gates and changes of scope, none sent back, half within 15 minutes.',
  scope_creep: 'Three or more granted changes of what is in or out within 90 days.',
  orphan: 'Assets in use whose owner holds no seat in their project.',
  duplicate:
    'Tables and models of the last 180 days that are 80 % or more like an older one of another project, by name, description, columns and code, and were not made from it.',
}

const zh: Record<AlarmKind, string> = {
  waiting: '未答复已满 40 个工作小时的请求与发布，按组织的日历计算。',
  empty_seat: '下一关口之前的阶段需要、且已空七天的席位。',
  late_promise: '日期已过、或早于 100 个模拟未来中 85 个完成日期的未兑现承诺。',
  overload: '超过三个项目（干系人席位不计），或在一个项目中超过两个席位。',
  rubber_stamp: '90 天内对晋级、交接、关口和范围变更至少答复八次，从未退回，半数在 15 分钟之内。',
  scope_creep: '90 天内批准了三次或更多范围变更。',
  orphan: '仍在使用、但负责人在其项目中没有席位的资产。',
  duplicate: '近 180 天内的表和模型，按名称、描述、列和代码与另一项目中更早的资产相似度达 80 % 以上，且并非由其制成。',
}

/** How each alarm is computed: read only by those who ask why. */
export const alarmHow = { en, zh }
