import { FileText, Radio, Search, UserRound } from 'lucide-react'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { transferState } from '#api/transfers'
import { Badge } from '#web/kit/badge.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Instant } from '#web/kit/instant.tsx'
import { OutsideLink } from '#web/kit/link.tsx'
import { STATE_LOOKS } from '#web/kit/state-badge.tsx'
import { Timeline, TimelineItem } from '#web/kit/timeline.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ServerText } from '#web/languages/server-text.tsx'
import { changeText, documentText, foundText } from './story-words.ts'
import { exchangesOf } from './exchange.ts'
import { ExchangeView } from './exchange-view.tsx'
import { storyEntries, type StoryAttempt, type StoryEntry } from './story-entries.ts'
import type { AuditEntry } from './use-story.ts'
import styles from './story.module.css'

type Shown = Answered<Routes['transfers.show']>
type Told = Answered<Routes['transfers.story']>

interface StoryProps {
  readonly shown: Shown
  readonly told: Told | undefined
  readonly changes: readonly AuditEntry[]
}

/** What happened, the newest first: what told of it, each run with its requests and answers, and who did what. */
export function Story({ shown, told, changes }: StoryProps) {
  const text = useText()
  const { runAt } = shown.transfer
  return (
    <Timeline label={text('transfer.story')}>
      {runAt === null ? null : (
        <TimelineItem
          icon={STATE_LOOKS.waiting.icon}
          tone="warn"
          title={text('story.waits')}
          at={<Instant at={runAt} />}
        />
      )}
      {storyEntries({ shown, told, changes }).map((entry) => (
        <Entry key={entry.key} entry={entry} />
      ))}
    </Timeline>
  )
}

function Entry({ entry }: { readonly entry: StoryEntry }) {
  const text = useText()
  const at = <Instant at={entry.at} as="exact" />
  switch (entry.kind) {
    case 'attempt':
      return <Attempt attempt={entry.attempt} wrote={entry.wrote} />
    case 'event':
      return (
        <TimelineItem icon={Radio} tone="quiet" title={text('story.event', { connection: entry.connection })} at={at}>
          <p className={cx(styles.soft)}>
            <code>{entry.topic}</code>
          </p>
        </TimelineItem>
      )
    case 'found':
      return <TimelineItem icon={Search} tone="quiet" title={foundText(text, entry.by)} at={at} />
    case 'change':
      return <Change change={entry.change} />
  }
}

function Change({ change }: { readonly change: AuditEntry }) {
  const text = useText()
  const { event, by, at, outcome, after } = change
  const reason = (after as { readonly reason?: unknown } | null)?.reason
  return (
    <TimelineItem
      icon={UserRound}
      tone="info"
      title={changeText(text, event, by.name)}
      at={<Instant at={at} as="exact" />}
    >
      {typeof reason === 'string' ? <p>{reason}</p> : null}
      {outcome === 'failed' ? <p className={cx(styles.soft)}>{text('story.refused')}</p> : null}
    </TimelineItem>
  )
}

function Attempt({ attempt, wrote }: { readonly attempt: StoryAttempt; readonly wrote: Shown['links'] }) {
  const text = useText()
  const state = transferState.safeParse(attempt.outcome).data ?? 'pending'
  const exchanges = exchangesOf(attempt.exchanges)
  const { icon, tone } = STATE_LOOKS[state]
  const durationMs = new Date(attempt.finishedAt).getTime() - new Date(attempt.startedAt).getTime()
  return (
    <TimelineItem
      icon={icon}
      tone={tone}
      title={text(`attempt.${state}`)}
      at={<Instant at={attempt.finishedAt} as="exact" />}
    >
      {attempt.causeMessage === null ? null : (
        <p>
          <ServerText text={attempt.causeMessage} />
        </p>
      )}
      {wrote.length === 0 ? null : (
        <ul className={cx(styles.wrote)} aria-label={text('story.wrote')}>
          {wrote.map(({ reference, kind, externalId, url }) => (
            <li key={reference}>
              <Badge icon={FileText}>{documentText(text, kind)}</Badge>
              {url === null ? <span>{externalId}</span> : <OutsideLink href={url}>{externalId}</OutsideLink>}
            </li>
          ))}
        </ul>
      )}
      {exchanges.length === 0 ? (
        <p className={cx(styles.soft)}>{text('attempt.took', { calls: 0, ms: durationMs })}</p>
      ) : (
        <details className={cx(styles.calls)}>
          <summary>{text('attempt.took', { calls: exchanges.length, ms: durationMs })}</summary>
          <div className={cx(styles.exchanges)}>
            {exchanges.map((exchange) => (
              <ExchangeView key={`${exchange.startedAt} ${exchange.url} ${exchange.at}`} exchange={exchange} />
            ))}
          </div>
        </details>
      )}
    </TimelineItem>
  )
}
