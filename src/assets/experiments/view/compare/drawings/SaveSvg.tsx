import { ActionIcon } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { RefObject } from 'react'
import { compare } from '../../../../../web/text/compare.ts'
import { useText } from '../../../../../web/text/text.ts'
import { saveSvg } from '../../../../../web/parts/saveChart.ts'

export function SaveSvg({ place, name }: { place: RefObject<HTMLElement | null>; name: string }) {
  const text = useText(compare)
  return (
    <ActionIcon
      variant="default"
      aria-label={text.picture.svg(name)}
      title={text.picture.svg(name)}
      onClick={() => place.current && saveSvg(name, place.current)}
    >
      <IconDownload />
    </ActionIcon>
  )
}
