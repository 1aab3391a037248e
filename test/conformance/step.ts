/** One request, sent to the original and to us in turn; both answers must be the same but for ids and times. */
export type Step = {
  call: readonly [method: string, path: string, body?: unknown]
  /** parts of the answer that later steps name in angle brackets */
  keep?: Readonly<Record<string, readonly string[]>>
  /** what is answered otherwise on purpose, and what ours is */
  differs?: { why: string; status: number; says?: RegExp }
}

export const step = (...call: Step['call']): Step => ({ call })
export const keeping = (keep: Step['keep'], ...call: Step['call']): Step => ({ call, ...(keep ? { keep } : {}) })
export const differing = (differs: NonNullable<Step['differs']>, ...call: Step['call']): Step => ({ call, differs })

/** why a 500 of the original is a 400 here */
export const fault = 'a mistake of the caller is no fault of the server, and is not retried for minutes'

/** Of a choice, such as a status or a view. */
export const unknownName = { why: 'an unknown name of a choice is a mistake, not the usual choice', status: 400 }
