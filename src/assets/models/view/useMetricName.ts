import { models } from '../../../web/text/models.ts'
import { useText } from '../../../web/text/text.ts'

const isKnown = (name: string): name is keyof typeof models.en.metricName => Object.hasOwn(models.en.metricName, name)

/** A figure in words, as somebody who decides would call it. */
export function useMetricName() {
  const { metricName } = useText(models)
  return (name: string) => (isKnown(name) ? metricName[name] : name)
}
