import type { Migration } from '../migrate.ts'

/** Runs are found by the words of their names, params, tags and notes: pieces of words lead to words, words to runs. */
export const runWords: Migration = {
  name: '0024-run-words',
  up: () => [
    `alter table runs add column words_read integer not null default 0`,
    `create index runs_unread on runs (run_id) where words_read = 0`,
    `create table word_grams (gram text not null, word text not null, primary key (gram, word))`,
    `create table run_words (
      word text not null, run_id text not null references runs (run_id), primary key (word, run_id)
    )`,
    `create index run_words_run on run_words (run_id)`,
  ],
}
