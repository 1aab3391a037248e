import type { Check } from '../../people/requests/requests.schema.ts'
import { story } from '../../web/text/story.ts'
import { useText } from '../../web/text/text.ts'

const isKnown = (name: string): name is keyof typeof story.en.check => Object.hasOwn(story.en.check, name)

/** A piece of evidence in words. */
export function useCheckName() {
  const { check } = useText(story)
  return ({ name }: Check) => (isKnown(name) ? check[name] : name)
}
