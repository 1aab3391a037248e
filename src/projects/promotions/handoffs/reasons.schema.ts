import { z } from 'zod'

/** Why a handoff is sent back; a closed list, so that the most frequent one can be answered with a template or a check. */
export const returnReasons = [
  'rerun_differs',
  'image_not_locked',
  'data_not_checked',
  'no_evaluation',
  'too_weak',
  'card_missing',
  'interface_unclear',
  'too_slow',
  'too_costly',
  'unsafe',
  'paths_or_secrets',
  'other',
] as const

export const ReturnReason = z.enum(returnReasons)
export type ReturnReason = z.infer<typeof ReturnReason>
