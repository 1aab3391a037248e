import { Button, Checkbox, NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import '@mantine/core/styles/NumberInput.css'
import { IconDatabase, IconFlag, IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { AppError } from '../../kernel/errors.ts'
import type { Comment } from '../../people/talk/talk.schema.ts'
import { Cannot, CannotNote } from '../parts/Cannot.tsx'
import { CodeBlock } from '../parts/CodeBlock.tsx'
import { Comments } from '../parts/Comments.tsx'
import { ConfirmButton } from '../parts/ConfirmButton.tsx'
import { Empty, WayIn } from '../parts/Empty.tsx'
import { ErrorPanel } from '../parts/ErrorPanel.tsx'
import { FileDrop } from '../parts/FileDrop.tsx'
import { LiveDot } from '../parts/LiveDot.tsx'
import { Grid, Panel, Stack } from '../parts/Panel.tsx'
import { Progress, ProgressBar } from '../parts/Progress.tsx'
import { SkeletonRows } from '../parts/Skeleton.tsx'
import { Status } from '../parts/Status.tsx'
import { amara, before, hour, petra, ravi, tomas } from './invented.ts'

const said: Comment[] = [
  {
    id: 'cmt_1',
    object: { kind: 'model-version', id: 'm', version: '5' },
    author: ravi,
    authorSeat: 'ml_engineer',
    agent: null,
    mentions: [amara],
    body: '@[usr_1] Evening at hubs gets worse by 0.21 min. Noise, or does inbound_delay_3h saturate there?',
    createdAt: before(hour),
    editedAt: null,
  },
]

export function StateParts() {
  const [comments, setComments] = useState(said)
  const send = async (body: string) => {
    setComments([
      ...comments,
      {
        ...said[0]!,
        id: String(comments.length),
        author: amara,
        authorSeat: 'data_scientist',
        body,
        mentions: [ravi, petra, tomas],
        createdAt: Date.now(),
      },
    ])
  }
  return (
    <Grid>
      <Panel title="All states" span={4}>
        {(['done', 'running', 'waiting', 'failed', 'idle', 'warning', 'reused'] as const).map(is => (
          <p key={is}>
            <Status is={is} />
          </p>
        ))}
        {(['live', 'following', 'paused', 'connecting', 'offline'] as const).map(state => (
          <p key={state}>
            <LiveDot state={state} />
          </p>
        ))}
      </Panel>
      <Panel title="Preparing the demo" span={8}>
        <Progress
          label="Demo"
          startedAt={before(43_600)}
          onStop={async () => {}}
          steps={[
            {
              name: '1. Bring the data',
              note: 'flights, 20,000 rows, profiled and hashed',
              state: 'done',
              startedAt: 0,
              endedAt: 1200,
            },
            {
              name: '2. Build the environment',
              note: 'Reused from 209',
              state: 'reused',
              startedAt: 0,
              endedAt: 18_400,
            },
            {
              name: '3. Train',
              note: 'scikit-learn script with the unchanged mlflow client',
              state: 'running',
              startedAt: before(24_000),
              expectMs: 30_000,
            },
            {
              name: '4. Evaluate',
              note: 'against the baseline, by slice, with intervals',
              state: 'idle',
              expectMs: 6000,
            },
          ]}
        />
        <ProgressBar share={undefined} label="unknown" />
      </Panel>
      <Panel title="Decision" span={4}>
        <CannotNote
          action="approve"
          because="you trained this version"
          ask={{ name: 'Ravi Menon', href: '/gallery', note: 'this seat usually answers in 5 h' }}
        />
        <div style={{ display: 'flex', gap: 8, marginTop: 12 }}>
          <Cannot action="approve" because="you trained this version" ask={{ name: 'Ravi Menon' }} />
          <Button variant="filled">Answer Ravi</Button>
          <ConfirmButton
            consequence="The request is closed; the version stays as it is."
            confirm="Withdraw"
            onConfirm={async () => {}}
            tone="danger"
          >
            Withdraw
          </ConfirmButton>
        </div>
      </Panel>
      <Panel title="Comments" span={4}>
        <Comments comments={comments} people={[amara, ravi, petra, tomas]} onSend={send} />
      </Panel>
      <Panel title="Fields" span={4}>
        <TextInput label="Name" description="Any letters" placeholder="Flight delays" />
        <Select label="Direction" data={['Lower is better', 'Higher is better']} defaultValue="Lower is better" />
        <NumberInput label="Target" defaultValue={13.5} />
        <Textarea label="Goal" autosize minRows={2} error="Say what it is for" />
        <Checkbox label="Visible to the organisation" mt={8} defaultChecked />
      </Panel>
      <div style={{ gridColumn: '1 / -1' }}>
        <ErrorPanel
          error={
            new AppError('conflict', 'Dataset flights v5 breaks its contract: 214 of 20,318 rows have no origin', {
              hint: 'Build from v4, or ask Petra Novak to repair v5.',
            })
          }
          title="Training set delay-train v6 was not built"
          safe="Nothing was changed; v5 and everything built on it still work."
          remedies={[
            { label: 'Build from v4', onClick: () => {} },
            { label: 'Open thread', href: '/gallery' },
          ]}
        />
      </div>
      <Panel title="Bring data" span={6}>
        <FileDrop
          accept=".csv,.parquet"
          onFile={(_file, { onProgress }) =>
            new Promise(done => setTimeout(() => (onProgress(1), done(undefined)), 800))
          }
        >
          CSV or Parquet, up to 2 GB; becomes version 1 of a new dataset
        </FileDrop>
        <CodeBlock
          label="Two lines"
          code={'# your terminal\nexport MLFLOW_TRACKING_URI=http://127.0.0.1:4310\nexport MLFLOW_TRACKING_TOKEN=trm_…'}
        />
      </Panel>
      <Panel title="Start anywhere" span={6}>
        <Stack>
          <WayIn
            icon={<IconFlag />}
            title="Say what it is for"
            action={<Button variant="filled">Write the charter</Button>}
          >
            One sentence, one number that should move, who feels it.
          </WayIn>
          <WayIn icon={<IconPlayerPlay />} title="Send a first run" action={<Button>Show the lines</Button>}>
            Point your own script here: two lines, then run it as you always do.
          </WayIn>
          <Empty
            icon={<IconDatabase />}
            title="No dataset yet"
            actions={<Button variant="filled">Add data</Button>}
            code="npx trireme dataset add flights.csv"
          >
            Tables stand here as immutable versions with a profile, so that every run can say from what it was made.
          </Empty>
        </Stack>
      </Panel>
      <Panel title="On its way" flush>
        <SkeletonRows rows={3} />
      </Panel>
    </Grid>
  )
}
