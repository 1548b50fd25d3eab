import { ArrowRight } from 'lucide-react'
import type { ShadowDifference, ShadowEntry } from '#api/job-results/shadow'
import { decimalText } from '#api/parts'
import { Badge } from '#web/kit/badge.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Day } from '#web/kit/day.tsx'
import { Figure, Money } from '#web/kit/money.tsx'
import { ServerText } from '#web/languages/server-text.tsx'
import { useText } from '#web/languages/use-text.ts'
import { documentText } from '#web/pages/transfers/story-words.ts'
import { OrderLink } from './order-link.tsx'
import styles from './past.module.css'
import { differenceText, valueKind, VERDICT_TONES } from './shadow-words.ts'

/** One document that is not equal: of which order, and what differs or why nothing would be written. */
export function ShadowItem({ entry }: { readonly entry: ShadowEntry }) {
  const text = useText()
  const { verdict, orderName, transferId, kind, externalId, differences, reason, leftOut } = entry
  const currency = (entry.planned ?? entry.found)?.currency ?? null
  return (
    <li className={cx(styles.item)}>
      <div className={cx(styles.itemHead)}>
        <span>
          <OrderLink name={orderName ?? text('past.no-order')} transferId={transferId} />{' '}
          <span className={cx(styles.soft)}>
            {[kind === null ? null : documentText(text, kind), externalId].filter((part) => part !== null).join(' · ')}
          </span>
        </span>
        <Badge tone={leftOut === true ? 'quiet' : VERDICT_TONES[verdict]}>
          {text(leftOut === true ? 'past.verdict.left-out' : `past.verdict.${verdict}`)}
        </Badge>
      </div>
      {reason === null ? null : (
        <p>
          <ServerText text={reason} />
        </p>
      )}
      {differences.map((one) => (
        <Difference key={one.what} difference={one} currency={currency} />
      ))}
      {reason === null && differences.length === 0 ? <OneSide entry={entry} /> : null}
    </li>
  )
}

interface DifferenceProps {
  readonly difference: ShadowDifference
  readonly currency: string | null
}

function Difference({ difference, currency }: DifferenceProps) {
  const text = useText()
  const { planned, found } = difference
  const as = valueKind(difference)
  return (
    <p className={cx(styles.sides)}>
      <span className={cx(styles.what)}>{differenceText(text, difference)}</span>
      <Value of={planned} as={as} currency={currency} />
      <ArrowRight size={14} aria-label="→" />
      <Value of={found} as={as} currency={currency} />
    </p>
  )
}

interface ValueProps {
  readonly of: string | null
  readonly as: ReturnType<typeof valueKind>
  readonly currency: string | null
}

function Value({ of: value, as, currency }: ValueProps) {
  const text = useText()
  if (value === null) return <strong>{text('past.nothing')}</strong>
  if (as === 'day') return <Day on={value} />
  if (as === 'state' && (value === 'issued' || value === 'draft'))
    return <strong>{text(`documentState.${value}`)}</strong>
  if (!decimalText.safeParse(value).success || as === 'text') return <strong>{value}</strong>
  return (
    <strong>
      {as === 'amount' && currency !== null ? <Money amount={value} currency={currency} /> : <Figure value={value} />}
    </strong>
  )
}

/** What only one of both has. */
function OneSide({ entry: { planned, found } }: { readonly entry: ShadowEntry }) {
  const text = useText()
  const figures = planned ?? found
  if (figures === null) return null
  const { total, currency, date, customer } = figures
  return (
    <p className={cx(styles.sides)}>
      <span className={cx(styles.what)}>{text(planned === null ? 'past.holds' : 'past.would-write')}</span>
      <strong>
        <Money amount={total} currency={currency} />
      </strong>
      <Day on={date} />
      {customer === null ? null : <span>{customer}</span>}
    </p>
  )
}
