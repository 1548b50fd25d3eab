import { CircleCheck, CirclePause, CircleDashed, KeyRound, OctagonAlert, Pencil, Send, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { AlertChannel } from '#api/alerts'
import { LANGUAGES } from '#languages/languages'
import { useMay } from '#web/api/organization.tsx'
import { useChange } from '#web/api/use-route.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button, IconButton } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { Switch } from '#web/kit/checkbox.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { Instant } from '#web/kit/instant.tsx'
import { KeyValues } from '#web/kit/key-values.tsx'
import { FailureNotice, Notice } from '#web/kit/notice.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './alerts.module.css'
import { useRuleWords } from './rule-words.ts'

interface ChannelCardProps {
  readonly channel: AlertChannel
  readonly onEdit: () => void
  readonly onSecret: (secret: string) => void
}

/** One who is told: where, of what, when, and whether it arrives. */
export function ChannelCard({ channel, onEdit, onSecret }: ChannelCardProps) {
  const text = useText()
  const words = useRuleWords(channel.rules)
  const { kind, name, to, address, language, last } = channel
  return (
    <Card title={name} description={text(`alerts.kind.${kind}`)} action={<StateOf channel={channel} />}>
      <div className={cx(styles.facts)}>
        <KeyValues
          facts={[
            [text('alerts.where'), kind === 'email' ? to.join(', ') : address],
            [text('alerts.language'), LANGUAGES[language]],
            [text('alerts.what'), words.what],
            [text('alerts.when'), words.when],
            [text('alerts.quiet'), words.quiet],
            [text('alerts.last'), last === null ? text('alerts.last.none') : <Instant at={last.at} />],
          ]}
        />
        {last?.failure == null || !channel.enabled ? null : (
          <FailureNotice failure={{ subject: null, ...last.failure, remedy: last.failure.remedy ?? '' }} />
        )}
        <Tools channel={channel} onEdit={onEdit} onSecret={onSecret} />
      </div>
    </Card>
  )
}

function StateOf({ channel: { enabled, last } }: Pick<ChannelCardProps, 'channel'>) {
  const text = useText()
  const state = !enabled ? 'off' : last === null ? 'new' : last.failure === null ? 'works' : 'fails'
  const look = {
    off: { tone: 'quiet', icon: CirclePause },
    new: { tone: 'info', icon: CircleDashed },
    works: { tone: 'good', icon: CircleCheck },
    fails: { tone: 'bad', icon: OctagonAlert },
  } as const
  return <Badge {...look[state]}>{text(`alerts.state.${state}`)}</Badge>
}

function Tools({ channel, onEdit, onSecret }: ChannelCardProps) {
  const text = useText()
  const { channelId, kind, name, enabled } = channel
  const test = useChange('alerts.test')
  const turn = useChange('alerts.change')
  if (!useMay('alerts:change')) return null
  return (
    <>
      {test.data === undefined ? null : <TestAnswer answer={test.data} />}
      <div className={cx(styles.tools)}>
        <Button
          size="small"
          icon={Send}
          isBusy={test.isPending}
          onPress={() => test.mutate({ params: { channelId } })}
          aria-label={text('alerts.test.of', { name })}
        >
          {text('alerts.test')}
        </Button>
        <Button size="small" icon={Pencil} onPress={onEdit} aria-label={text('alerts.edit.of', { name })}>
          {text('alerts.edit')}
        </Button>
        {kind === 'webhook' ? <RenewSecret channel={channel} onSecret={onSecret} /> : null}
        <Remove channel={channel} />
        <Switch
          isSelected={enabled}
          isDisabled={turn.isPending}
          onChange={(on) => turn.mutate({ params: { channelId }, body: { enabled: on } })}
        >
          {text('alerts.on')}
        </Switch>
      </div>
    </>
  )
}

interface Tested {
  readonly arrived: boolean
  readonly said: string | null
  readonly tookMs: number
  readonly failure: { readonly code: string; readonly message: string; readonly remedy: string | null } | null
}

/** What the other side said to a test. */
function TestAnswer({ answer: { said, tookMs, failure } }: { readonly answer: Tested }) {
  const text = useText()
  if (failure !== null) return <FailureNotice failure={{ subject: null, ...failure, remedy: failure.remedy ?? '' }} />
  return (
    <div role="status">
      <Notice tone="good" title={text('alerts.test.arrived', { seconds: (tookMs / 1000).toFixed(1) })}>
        {said}
      </Notice>
    </div>
  )
}

function RenewSecret({ channel: { channelId, name }, onSecret }: Omit<ChannelCardProps, 'onEdit'>) {
  const text = useText()
  const [isAsking, setAsking] = useState(false)
  const renew = useChange('alerts.change', {
    onDone: ({ secret }) => {
      setAsking(false)
      if (secret !== null) onSecret(secret)
    },
  })
  return (
    <>
      <Button
        size="small"
        icon={KeyRound}
        onPress={() => setAsking(true)}
        aria-label={text('alerts.secret.renew.of', { name })}
      >
        {text('alerts.secret.renew')}
      </Button>
      <Dialog
        title={text('alerts.secret.renew.of', { name })}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        footer={
          <>
            <Button onPress={() => setAsking(false)}>{text('alerts.cancel')}</Button>
            <Button
              kind="danger"
              isBusy={renew.isPending}
              onPress={() => renew.mutate({ params: { channelId }, body: { newSecret: true } })}
            >
              {text('alerts.secret.renew')}
            </Button>
          </>
        }
      >
        <p>{text('alerts.secret.renew.text')}</p>
      </Dialog>
    </>
  )
}

function Remove({ channel: { channelId, name } }: Pick<ChannelCardProps, 'channel'>) {
  const text = useText()
  const [isAsking, setAsking] = useState(false)
  const remove = useChange('alerts.remove', { onDone: () => sayDone(text('alerts.remove.done', { name })) })
  return (
    <>
      <IconButton label={text('alerts.remove.of', { name })} icon={Trash2} onPress={() => setAsking(true)} />
      <Dialog
        title={text('alerts.remove.title', { name })}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        footer={
          <>
            <Button onPress={() => setAsking(false)}>{text('alerts.cancel')}</Button>
            <Button kind="danger" isBusy={remove.isPending} onPress={() => remove.mutate({ params: { channelId } })}>
              {text('alerts.remove')}
            </Button>
          </>
        }
      >
        <p>{text('alerts.remove.text')}</p>
      </Dialog>
    </>
  )
}
