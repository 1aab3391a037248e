/** What the six projects are about: invented, but of the kind that such teams have. */
export type Theme = {
  slug: string
  name: string
  goal: string
  scope: string
  kpi: { name: string; unit: string; direction: 'higher' | 'lower'; baseline: number; target: number }
  model: string
  metric: string
  dataset: { name: string; description: string; columns: readonly string[] }
  ideas: readonly [string, ...string[]]
}

export const themes: readonly Theme[] = [
  {
    slug: 'claims-triage',
    name: 'Claims triage',
    goal: 'Send simple claims to the fast lane, so that people have time for hard ones',
    scope: 'Motor claims of private customers in one country; no decision without a person',
    kpi: { name: 'Claims closed within a day', unit: '%', direction: 'higher', baseline: 31, target: 48 },
    model: 'triage-ranker',
    metric: 'auc',
    dataset: {
      name: 'claims',
      description: 'Closed motor claims with the days they took and who handled them',
      columns: ['claim_id', 'opened_on', 'amount', 'kind_of_damage', 'days_open', 'is_fast'],
    },
    ideas: [
      'Photos tell more than the form',
      'The kind of damage alone decides most claims',
      'Earlier claims of the customer help',
      'A smaller model is as good at night',
      'Words of the free text find disputes',
      'Amounts need their logarithm',
    ],
  },
  {
    slug: 'weld-inspection',
    name: 'Visual inspection of welds',
    goal: 'Find faulty welds on the line, before the part is painted',
    scope: 'Two of five lines; camera images only',
    kpi: { name: 'Faulty parts after painting', unit: 'per 1,000', direction: 'lower', baseline: 14, target: 6 },
    model: 'weld-faults',
    metric: 'recall_at_capacity',
    dataset: {
      name: 'weld-images',
      description: 'One row an image of a weld, with its place and what the inspector said',
      columns: ['image_id', 'line', 'taken_at', 'brightness', 'width_px', 'is_faulty'],
    },
    ideas: [
      'Crops around the seam beat whole images',
      'Synthetic faults help with rare ones',
      'Two cameras are worth their price',
      'Light of the hall explains the misses',
      'Teaching with hard cases first saves labels',
      'Smaller images lose nothing',
    ],
  },
  {
    slug: 'spare-parts',
    name: 'Demand for spare parts',
    goal: 'Have the right part on the shelf, with less money in stock',
    scope: 'The 4,000 parts that are asked for at least monthly',
    kpi: { name: 'Orders served from stock', unit: '%', direction: 'higher', baseline: 86, target: 94 },
    model: 'parts-demand',
    metric: 'mae',
    dataset: {
      name: 'part-orders',
      description: 'Orders of spare parts by week, warehouse and part',
      columns: ['part_id', 'week', 'warehouse', 'ordered', 'price', 'lead_days'],
    },
    ideas: [
      'Machines in the field predict orders',
      'Parts that are replaced together share demand',
      'Weather moves two product lines',
      'A model for each warehouse is too many',
      'Old orders mislead after a price change',
      'Zero weeks need a model of their own',
    ],
  },
  {
    slug: 'contract-search',
    name: 'Search in contracts',
    goal: 'Find the clause that answers a question, with the page it stands on',
    scope: 'Supplier contracts in German and English since 2015',
    kpi: { name: 'Minutes until the clause is found', unit: 'min', direction: 'lower', baseline: 24, target: 7 },
    model: 'clause-finder',
    metric: 'precision_at_5',
    dataset: {
      name: 'clauses',
      description: 'Clauses of contracts with the questions that lawyers asked about them',
      columns: ['clause_id', 'contract_id', 'language', 'length', 'question', 'is_answer'],
    },
    ideas: [
      'Headings carry half of the meaning',
      'Questions of lawyers need their own words',
      'Re-ranking the first fifty is enough',
      'Scanned pages are the real trouble',
      'Both languages share one space',
      'Longer pieces answer better',
    ],
  },
  {
    slug: 'service-assistant',
    name: 'Assistant for customer service',
    goal: 'Draft an answer that an agent sends with at most one change',
    scope: 'Questions about invoices; drafts only, nothing is sent by itself',
    kpi: { name: 'Drafts sent unchanged', unit: '%', direction: 'higher', baseline: 12, target: 40 },
    model: 'draft-writer',
    metric: 'accepted_share',
    dataset: {
      name: 'tickets',
      description: 'Questions of customers with the answer that was sent',
      columns: ['ticket_id', 'asked_at', 'topic', 'words', 'minutes_to_answer', 'is_reopened'],
    },
    ideas: [
      'Similar tickets are better than the handbook',
      'Invoices as a table cut mistakes',
      'A short answer is sent more often',
      'Tone can be learned from ten examples',
      'Refusing is worth more than guessing',
      'Old tickets teach old prices',
    ],
  },
  {
    slug: 'cooling-energy',
    name: 'Energy of cooling units',
    goal: 'Use less power for cooling without a single warm load',
    scope: 'Cold stores of the southern region; advice to the operator',
    kpi: { name: 'Power for cooling', unit: 'MWh per week', direction: 'lower', baseline: 118, target: 96 },
    model: 'cooling-plan',
    metric: 'rmse',
    dataset: {
      name: 'cooling-log',
      description: 'Temperatures, door openings and power of each unit by quarter of an hour',
      columns: ['unit_id', 'measured_at', 'inside_c', 'outside_c', 'door_opened', 'power_kw'],
    },
    ideas: [
      'Doors explain the peaks',
      'Cooling before noon is cheaper',
      'Each unit needs its own offset',
      'Weather of tomorrow is good enough',
      'A week of data teaches a new unit',
      'Frost can be seen in the power',
    ],
  },
]
