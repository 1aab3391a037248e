import { randomInt } from 'node:crypto'

const moods = `
  able agile amber bold brave bright brisk calm careful cheerful clear clever crisp curious daring deft eager
  early fair faithful fleet fresh gentle glad golden graceful hardy honest humble keen kind lively loyal lucid
  lucky merry mild modest nimble noble patient placid polished proud quick quiet ready robust salty serene sharp
  silent silver sleek smooth sober spry steady stout sturdy sunny swift tidal tidy upbeat valiant vivid warm
  wise witty
`
  .trim()
  .split(/\s+/)
const beings = `
  albatross anchovy auk barnacle bittern bream carp clam cod coot coral cormorant crab crane curlew dolphin duck
  dunlin eagle eel egret eider finch flounder gannet goose grebe gull haddock hake heron herring ibis jay
  kestrel kite lark limpet ling lobster loon mackerel marlin mullet mussel narwhal newt octopus orca osprey
  otter owl oyster pelican penguin perch petrel pike plaice plover porpoise prawn puffin rail ray robin salmon
  sandpiper seal shark shearwater shrimp skua snipe sole sprat squid starling stork sturgeon swallow swan swift
  teal tern thrush trout tuna turbot turtle urchin walrus whale whelk whiting wigeon wren
`
  .trim()
  .split(/\s+/)

/** A name for a run or logged model that came without one: easy to say, not meant to be unique. */
export const randomName = () => `${pick(moods)}-${pick(beings)}-${randomInt(1_000)}`

const pick = (words: readonly string[]) => words[randomInt(words.length)] ?? ''
