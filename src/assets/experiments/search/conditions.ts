/** What a filter says after parsing: typed, free of quoting, aliases resolved. All conditions of a filter hold at once. */
export const numberOperators = ['=', '!=', '>', '>=', '<', '<='] as const
export const textOperators = ['=', '!=', 'LIKE', 'ILIKE'] as const
export type NumberOperator = (typeof numberOperators)[number]
export type TextOperator = (typeof textOperators)[number]

export type Test =
  | { kind: 'number'; operator: NumberOperator; value: number }
  | { kind: 'text'; operator: TextOperator; value: string }
  | { kind: 'list'; operator: 'IN' | 'NOT IN'; values: string[] }
  | { kind: 'presence'; isPresent: boolean }

/** `min` and `max`: the least and the greatest value of a metric, where `metric` is the latest */
export type Entity = 'metric' | 'min' | 'max' | 'param' | 'tag' | 'attribute' | 'dataset'
export type Condition = { entity: Entity; key: string; test: Test }
export type Order = { entity: Entity; key: string; isAscending: boolean }
