import { z } from 'zod'

/** The phases of AI work as CRISP-ML(Q) names them, with the stage and the gate that ends each. */
export const phases = [
  { phase: 'understanding', stage: 'goal', gate: 'G0' },
  { phase: 'data', stage: 'data', gate: 'G1' },
  { phase: 'model', stage: 'experiment', gate: 'G2' },
  { phase: 'evaluation', stage: 'productionise', gate: 'G3' },
  { phase: 'deployment', stage: 'rollout', gate: 'G4' },
  { phase: 'monitoring', stage: 'operate', gate: 'G5' },
] as const

export const Phase = z.enum(['understanding', 'data', 'model', 'evaluation', 'deployment', 'monitoring'])
export type Phase = z.infer<typeof Phase>

/** Two ways to an AI product: a model of one's own, or one that is bought and called. */
export const PlaybookName = z.enum(['product', 'bought'])
export type PlaybookName = z.infer<typeof PlaybookName>

export type PhasePlan = {
  name: string
  questions: readonly string[]
  /** when the gate may be asked for */
  exit: string
  /** one question with a timebox, and what would count as success */
  spike: { question: string; success: string; failure: string; days: number }
}

const product: Record<Phase, PhasePlan> = {
  understanding: {
    name: 'Understand business and data',
    questions: [
      'Which decision changes, who makes it, and how is it made today?',
      'Which number says that it worked: what is it now, what should it be, and by when?',
      'What does a wrong answer cost, and who bears it?',
      'May we use the data for this, and who owns it?',
    ],
    exit: 'One KPI with baseline and target, a range of its value, and a stakeholder in the seat. Else stop here: it is the cheapest place.',
    spike: {
      question: 'Can people decide 50 past cases by hand with the data at hand?',
      success: 'They agree on the right answer in 9 of 10',
      failure: 'They disagree in more than 2 of 10: the data does not hold the answer',
      days: 3,
    },
  },
  data: {
    name: 'Engineer the data',
    questions: [
      'Is what the model will know at decision time really there at that time?',
      'Who labels, how much do two labellers agree, and how fast do labels come?',
      'Which groups are missing or rare?',
    ],
    exit: 'A published dataset with checks and an owner, and a written hypothesis that it can answer. Continue, get more data, or stop.',
    spike: {
      question: 'Does the simplest model on what is there see anything?',
      success: 'Better than a constant guess outside of its training period',
      failure: 'No better than a constant guess: get other data or stop',
      days: 7,
    },
  },
  model: {
    name: 'Engineer the model',
    questions: [
      'What does the simplest baseline reach?',
      'Which one change is tried next, and what would refute it?',
      'Do two runs of the same code give the same result?',
    ],
    exit: 'Better than the baseline with its interval on later rows, and no slice clearly worse.',
    spike: {
      question: 'Does the most promising hypothesis hold?',
      success: 'The gain it names, with its interval, on rows it has not seen',
      failure: 'No gain in ten attempts: change the data or the question, not the model',
      days: 14,
    },
  },
  evaluation: {
    name: 'Evaluate and hand over',
    questions: [
      'Where is it wrong, for whom, and how badly?',
      'Can another seat run it again and get the same?',
      'Which limits must users know?',
    ],
    exit: 'The handoff is accepted by another seat: re-run equal, card written, answer in time, way back tried.',
    spike: {
      question: 'Would real users act on 30 answers in their own work?',
      success: 'They would act on 8 of 10',
      failure: 'They would act on fewer than half: find out why before anything is built',
      days: 2,
    },
  },
  deployment: {
    name: 'Deploy and roll out',
    questions: [
      'Who sees the answer first, and what do they do with it?',
      'How do we see whether the KPI moved because of it?',
      'Who is called at night, and how is it switched off?',
    ],
    exit: 'The KPI was measured since it is live, against those without it or against before, and the stakeholder has accepted.',
    spike: {
      question: 'What happens with one team or one route, beside the old way?',
      success: 'The KPI of that team moves towards the target and nobody works around it',
      failure: 'Nobody follows the answers, or the KPI gets worse',
      days: 7,
    },
  },
  monitoring: {
    name: 'Monitor and maintain',
    questions: [
      'Does the world still look like the training data?',
      'Do people still follow it, and is it still worth its costs?',
      'Who owns it when this team is gone?',
    ],
    exit: 'Once a year: keep, change or retire, on the numbers.',
    spike: {
      question: 'Switched off on paper: what would break, and who would notice?',
      success: 'Every user is known and the way back works',
      failure: 'Somebody depends on it whom nobody knew',
      days: 1,
    },
  },
}

const bought: Record<Phase, PhasePlan> = {
  ...product,
  data: {
    name: 'Prepare own rows to judge by',
    questions: [
      'May this data leave the house, where is it kept, and does the provider learn from it?',
      'Do we have 200 rows with the right answer to judge a provider by?',
      'Which groups or languages are missing in them?',
    ],
    exit: 'A published dataset with right answers and an owner, and a written hypothesis that it can answer.',
    spike: {
      question: 'Do two people label 100 of our rows alike?',
      success: 'They agree on 9 of 10',
      failure: 'They disagree in more than 2 of 10: say first what a right answer is',
      days: 3,
    },
  },
  model: {
    name: 'Choose and connect the model',
    questions: [
      'Which providers and versions are compared, and what do 1,000 answers of each cost?',
      'On which of our own rows is each tried, and who labelled them?',
      'What happens when the provider changes the model or does not answer?',
    ],
    exit: 'Better than the baseline with its interval on our own labelled rows; the figures of the provider do not count.',
    spike: {
      question: 'Which of two providers is better on 200 of our own rows?',
      success: 'One beats the way of today with its interval, at a price that the KPI pays for',
      failure: 'Neither does, or the price is above the value of an answer',
      days: 7,
    },
  },
}

/** The words of the playbooks in English; other languages stand in the catalogue of texts. */
export const playbooks: Record<PlaybookName, Record<Phase, PhasePlan>> = { product, bought }

/** What a question of a playbook is called, whatever the language. */
export const questionKey = (name: PlaybookName, phase: Phase, at: number) => `${name}.${phase}.${at + 1}`
