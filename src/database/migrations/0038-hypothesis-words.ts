import type { Migration } from '../migrate.ts'

/** Hypotheses are found by their words, as runs are; those that are here already are read at the first search. */
export const hypothesisWords: Migration = {
  name: '0038-hypothesis-words',
  up: () => [
    `alter table hypotheses add column words_read integer not null default 0`,
    `create index hypotheses_unread on hypotheses (id) where words_read = 0`,
    `create table hypothesis_words (
      word text not null, hypothesis_id text not null references hypotheses (id), primary key (word, hypothesis_id)
    )`,
    `create index hypothesis_words_hypothesis on hypothesis_words (hypothesis_id)`,
  ],
}
