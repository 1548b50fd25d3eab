import { useState } from 'react'
import type { AdoptPair } from '#api/job-results/adopt'
import { useMay, useOrganization } from '#web/api/organization.tsx'
import { Badge } from '#web/kit/badge.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Day } from '#web/kit/day.tsx'
import { ButtonLink } from '#web/kit/link.tsx'
import { LoadMore } from '#web/kit/load-more.tsx'
import { Money } from '#web/kit/money.tsx'
import { useText } from '#web/languages/use-text.ts'
import { documentText, doubtText } from '#web/pages/transfers/story-words.ts'
import { OrderLink } from './order-link.tsx'
import styles from './past.module.css'

const AT_ONCE = 40
const TONES = { sure: 'good', doubtful: 'warn', adopted: 'info' } as const

/** Pairs of an order's planned document and one that the ERP holds, the doubtful ones first. */
export function AdoptList({ pairs }: { readonly pairs: readonly AdoptPair[] }) {
  const text = useText()
  const [most, setMost] = useState(AT_ONCE)
  return (
    <div>
      <ul className={cx(styles.list)} aria-label={text('past.adopt.list')}>
        {pairs.slice(0, most).map((pair) => (
          <Pair key={`${pair.reference} ${pair.externalId}`} pair={pair} />
        ))}
      </ul>
      <LoadMore
        label={text('past.more')}
        hasMore={pairs.length > most}
        isLoading={false}
        onMore={() => setMost(most + AT_ONCE)}
      />
    </div>
  )
}

function Pair({ pair }: { readonly pair: AdoptPair }) {
  const text = useText()
  const { organization } = useOrganization()
  const mayDecide = useMay('books:change')
  const { transferId, recordName, kind, externalId, state, reasons, planned, found } = pair
  return (
    <li className={cx(styles.item)}>
      <div className={cx(styles.itemHead)}>
        <span>
          <OrderLink name={recordName ?? externalId} transferId={transferId} />{' '}
          <span className={cx(styles.soft)}>
            {documentText(text, kind)} · {externalId}
          </span>
        </span>
        <span className={cx(styles.badges)}>
          <Badge tone={TONES[state]}>{text(`story.adopt.${state}`)}</Badge>
          {state === 'doubtful' && mayDecide ? (
            <ButtonLink size="small" to="/o/$organization/transfers/$transferId" params={{ organization, transferId }}>
              {text('past.adopt.decide')}
            </ButtonLink>
          ) : null}
        </span>
      </div>
      <p className={cx(styles.soft)}>
        {text('past.adopt.there')} <Money amount={found.total} currency={found.currency} />, <Day on={found.date} /> ·{' '}
        {text('past.adopt.planned')} <Money amount={planned.total} currency={planned.currency} />,{' '}
        <Day on={planned.date} />
      </p>
      {reasons.map((reason) => (
        <p key={reason}>{doubtText(text, reason)}</p>
      ))}
    </li>
  )
}
