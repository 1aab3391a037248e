import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import { currentWorld } from '../world.ts'
import { Chip } from './Chip.tsx'

/** Says of what is shown that it is invented; nothing in one's own organisation. */
export function SimulatedChip() {
  const text = useText(parts)
  return currentWorld() ? <Chip tone="bronze">{text.source.simulation}</Chip> : null
}
