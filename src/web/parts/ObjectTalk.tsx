import { useQuery, useQueryClient } from '@tanstack/react-query'
import { projectRoutes } from '../../people/projects/projects.schema.ts'
import { talkRoutes } from '../../people/talk/talk.schema.ts'
import { api } from '../api.ts'
import { useProject } from '../project.ts'
import { projectQuery } from '../queries.ts'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import { CannotNote } from './Cannot.tsx'
import { Comments } from './Comments.tsx'
import { Loaded } from './Loaded.tsx'
import { Panel } from './Panel.tsx'
import { useWhyNot } from './RightTo.tsx'

type ObjectTalkProps = { kind: string; id: string; version?: string; title: string; span?: number }

/** What was said about one thing of the open project, and the field to answer; `title` names the panel. */
export function ObjectTalk({ kind, id, version, title, span = 12 }: ObjectTalkProps) {
  const text = useText(parts)
  const why = useWhyNot()
  const queries = useQueryClient()
  const { slug, barrier } = useProject()
  const talk = useQuery({
    queryKey: ['project', slug, 'comments', kind, id],
    queryFn: ({ signal }) => api(talkRoutes).list({ project: slug, kind, id }, { signal }),
  })
  const crew = useQuery({
    queryKey: [...projectQuery(slug).queryKey, 'seats'],
    queryFn: ({ signal }) => api(projectRoutes).seats({ project: slug }, { signal }),
  })
  const people = new Map(crew.data?.seats.map(({ person }) => [person.id, person]))
  const found = barrier('talk:write')
  const send = async (body: string) => {
    await api(talkRoutes).add({ project: slug, object: { kind, id, ...(version && { version }) }, body })
    await queries.invalidateQueries({ queryKey: ['project', slug, 'comments'] })
  }
  return (
    <Panel title={title} span={span}>
      <Loaded query={talk}>
        {({ comments }) => (
          <Comments
            comments={comments}
            people={[...people.values()]}
            {...(found
              ? { instead: <CannotNote action={text.comments.send.toLowerCase()} {...why(found)} /> }
              : { onSend: send })}
          />
        )}
      </Loaded>
    </Panel>
  )
}
