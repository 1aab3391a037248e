import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
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
import { Skeleton } from './Skeleton.tsx'

type TalkProps = { kind: string; id: string; version?: string }

/** What was said about one thing; pages that show it wait for it. */
export const talkQuery = (project: string, { kind, id }: { kind: string; id: string }) =>
  queryOptions({
    queryKey: ['project', project, 'comments', kind, id],
    queryFn: ({ signal }) => api(talkRoutes).list({ project, kind, id }, { signal }),
  })

/** The talk about one thing of the open project, in a panel that `title` names. */
export function ObjectTalk({ title, span = 12, ...about }: TalkProps & { title: string; span?: number }) {
  return (
    <Panel title={title} span={span}>
      <Talk {...about} />
    </Panel>
  )
}

/** What was said about one thing of the open project, and the field to answer. */
export function Talk({ kind, id, version }: TalkProps) {
  const text = useText(parts)
  const why = useWhyNot()
  const queries = useQueryClient()
  const { slug, barrier } = useProject()
  const talk = useQuery(talkQuery(slug, { kind, id }))
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
    // as high as the field and the sentence that nobody said anything yet
    <Loaded query={talk} skeleton={<Skeleton height={104} />}>
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
  )
}
