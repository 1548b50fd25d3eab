import { Radio } from 'lucide-react'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { transferState } from '#api/transfers'
import { cx } from '#web/kit/class-names.ts'
import { Instant } from '#web/kit/instant.tsx'
import { STATE_LOOKS } from '#web/kit/state-badge.tsx'
import { Timeline, TimelineItem } from '#web/kit/timeline.tsx'
import { useText } from '#web/languages/use-text.ts'
import { exchangesOf } from './exchange.ts'
import { ExchangeView } from './exchange-view.tsx'
import styles from './transfers.module.css'

type Shown = Answered<Routes['transfers.show']>
type Attempt = Shown['attempts'][number]

/** What happened, the newest first: each attempt with every request it made and the answer to it. */
export function Attempts({ transfer, attempts }: Pick<Shown, 'transfer' | 'attempts'>) {
  const text = useText()
  return (
    <Timeline label={text('transfer.story')}>
      {attempts.toReversed().map((attempt) => (
        <AttemptItem key={attempt.attemptId} attempt={attempt} />
      ))}
      <TimelineItem
        icon={Radio}
        tone="quiet"
        title={text('transfer.heard')}
        at={<Instant at={transfer.firstSeenAt} as="exact" />}
      />
    </Timeline>
  )
}

function AttemptItem({ attempt }: { readonly attempt: Attempt }) {
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
      {attempt.causeMessage === null ? null : <p>{attempt.causeMessage}</p>}
      <p className={cx(styles.soft)}>{text('attempt.took', { calls: exchanges.length, ms: durationMs })}</p>
      <div className={cx(styles.exchanges)}>
        {exchanges.map((exchange) => (
          <ExchangeView key={`${exchange.startedAt} ${exchange.url} ${exchange.at}`} exchange={exchange} />
        ))}
      </div>
    </TimelineItem>
  )
}
