import { Button, Checkbox, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { CodeBlock } from '../../../web/parts/CodeBlock.tsx'
import { Dialog } from '../../../web/parts/Dialog.tsx'
import { FormDialog } from '../../../web/parts/FormDialog.tsx'
import { Stack } from '../../../web/parts/Panel.tsx'
import { useProject } from '../../../web/project.ts'
import { webhookWords as words } from '../../../web/text/webhooks.ts'
import { useText } from '../../../web/text/text.ts'
import { WebhookEvent, webhookRoutes } from './webhooks.schema.ts'
import css from './Webhooks.module.css'

const usual: readonly WebhookEvent[] = ['model_version.created', 'model_version_alias.created']
const isOfPrompts = (event: WebhookEvent) => event.startsWith('prompt')

type NewWebhookProps = { onMade: (secret: string | null) => void; onClose: () => void }

/** Where changes are told, and which. */
export function NewWebhook({ onMade, onClose }: NewWebhookProps) {
  const text = useText(words)
  const { slug } = useProject()
  const [name, setName] = useState('')
  const [url, setUrl] = useState('')
  const [events, setEvents] = useState(usual)
  const [isSigned, setSigned] = useState(true)
  const send = async () =>
    onMade((await api(webhookRoutes).create({ project: slug, name, url, events: [...events], isSigned })).secret)
  const toggle = (event: WebhookEvent) =>
    setEvents(now => (now.includes(event) ? now.filter(one => one !== event) : [...now, event]))
  const groups = [
    { title: text.ofModels, list: WebhookEvent.options.filter(event => !isOfPrompts(event)) },
    { title: text.ofPrompts, list: WebhookEvent.options.filter(isOfPrompts) },
  ]
  return (
    <FormDialog title={text.add} submit={text.create} send={send} onClose={onClose} isReady={events.length > 0}>
      <TextInput
        label={text.name}
        description={text.nameHint}
        required
        maxLength={63}
        value={name}
        onChange={event => setName(event.target.value)}
      />
      <TextInput
        label={text.url}
        description={text.urlHint}
        type="url"
        required
        placeholder="https://ci.example.com/hook"
        value={url}
        onChange={event => setUrl(event.target.value)}
      />
      {groups.map(({ title, list }) => (
        <fieldset key={title} className={css['choices']}>
          <legend>{title}</legend>
          {list.map(event => (
            <Checkbox key={event} label={event} checked={events.includes(event)} onChange={() => toggle(event)} />
          ))}
        </fieldset>
      ))}
      <Switch
        label={text.sign}
        description={text.signHint}
        checked={isSigned}
        onChange={event => setSigned(event.target.checked)}
      />
    </FormDialog>
  )
}

/** Said this once. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const text = useText(words)
  return (
    <Dialog label={text.secret} onClose={onClose}>
      <Stack>
        <h2>{text.secret}</h2>
        <p>{text.secretHint}</p>
        <CodeBlock code={secret} label={text.secret} />
        <div className={css['acts']}>
          <Button variant="filled" onClick={onClose}>
            {text.kept}
          </Button>
        </div>
      </Stack>
    </Dialog>
  )
}
