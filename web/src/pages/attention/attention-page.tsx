import { HandHelping, RotateCw } from 'lucide-react'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { Answer } from '#web/api/answer.tsx'
import { useMay, useOrganization } from '#web/api/organization.tsx'
import { useChange, useRoute } from '#web/api/use-route.ts'
import { Count } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { ButtonLink } from '#web/kit/link.tsx'
import { Figure } from '#web/kit/money.tsx'
import { Page } from '#web/kit/page.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './attention.module.css'

type Cause = Answered<Routes['attention.list']>['items'][number]
const LOOK_EVERY_MS = 30_000

/** What waits for a person, by cause. */
export function AttentionPage() {
  const text = useText()
  const causes = useRoute('attention.list', {}, { everyMs: LOOK_EVERY_MS })
  return (
    <Page title={text('page.attention')} lead={text('attention.lead')}>
      <Card isFlush>
        <Answer of={causes}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState icon={HandHelping} title={text('attention.empty.title')}>
                {text('attention.empty')}
              </EmptyState>
            ) : (
              <ul aria-label={text('attention.causes')}>
                {items.map((cause) => (
                  <CauseLine key={`${cause.code} ${cause.subject ?? ''}`} cause={cause} />
                ))}
              </ul>
            )
          }
        </Answer>
      </Card>
    </Page>
  )
}

function CauseLine({ cause }: { readonly cause: Cause }) {
  return (
    <li className={cx(styles.cause)}>
      <div className={cx(styles.words)}>
        <h2 className={cx(styles.title)}>
          {cause.message}
          <Count tone="bad">
            <Figure value={cause.transfers} />
          </Count>
        </h2>
        {cause.remedy === null ? null : <p className={cx(styles.remedy)}>{cause.remedy}</p>}
        <code className={cx(styles.code)}>{cause.subject ?? cause.code}</code>
      </div>
      <CauseActions cause={cause} />
    </li>
  )
}

function CauseActions({ cause: { code, subject, transfers } }: { readonly cause: Cause }) {
  const text = useText()
  const { organization } = useOrganization()
  const mayChange = useMay('transfers:change')
  const retry = useChange('transfers.retry', {
    onDone: ({ transfers: count }) => sayDone(text('attention.retried', { count })),
  })
  const chosen = { cause: code, ...(subject === null ? {} : { subject }) }
  return (
    <div className={cx(styles.actions)}>
      <ButtonLink
        to="/o/$organization/transfers"
        params={{ organization }}
        search={{ ...chosen, state: 'attention' }}
        size="small"
      >
        {text('attention.look')}
      </ButtonLink>
      {mayChange ? (
        <Button
          size="small"
          icon={RotateCw}
          isBusy={retry.isPending}
          onPress={() => retry.mutate({ body: { ...chosen, state: 'attention' } })}
        >
          {text('attention.retryAll', { count: transfers })}
        </Button>
      ) : null}
    </div>
  )
}
