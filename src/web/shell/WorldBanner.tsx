import { IconFlask } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Look } from '../../projects/demo/demo.schema.ts'
import { useFormat } from '../format.ts'
import { demoOrganisationQuery } from '../queries.ts'
import { demos } from '../text/demos.ts'
import { saveBehindLinks } from '../saving.ts'
import { useText } from '../text/text.ts'
import { currentWorld, enterWorld, leaveWorld } from '../world.ts'
import banner from './Banner.module.css'

/** Stands over every page of the simulated organisation: what it is, through whose eyes, and the way back. */
export function WorldBanner() {
  const text = useText(demos)
  const format = useFormat()
  const world = currentWorld()
  const { data } = useQuery({ ...demoOrganisationQuery(), enabled: world !== undefined })
  const [failure, setFailure] = useState<string>()
  useEffect(() => saveBehindLinks(setFailure), [])
  if (!world) return null
  const looks = data?.made?.looks ?? []
  return (
    <div className={banner['banner']} data-tone="act" role="status">
      <IconFlask size={17} stroke={1.6} aria-hidden />
      <span>
        {text.banner} {text.asOn(format.date(world.now))}
        {failure !== undefined && <strong role="alert"> {text.noFile(failure)}</strong>}
      </span>
      {looks.length > 0 && (
        <select
          aria-label={text.through}
          value={valueOf(looks, world.look)}
          onChange={event => enterWorld({ ...world, look: event.target.value.split(' ')[0] ?? '' })}
        >
          {looks.map(one => (
            <option key={placeOf(one)} value={placeOf(one)}>
              {[one.name, one.title, one.project].filter(Boolean).join(', ')}
            </option>
          ))}
        </select>
      )}
      <button type="button" onClick={leaveWorld}>
        {text.back}
      </button>
    </div>
  )
}

/** Somebody who leads two projects is named twice. */
const placeOf = ({ id, project }: Look) => `${id} ${project ?? ''}`

function valueOf(looks: readonly Look[], look: string) {
  const found = looks.find(({ id }) => id === look) ?? looks[0]
  return found && placeOf(found)
}
