import { AlertCircle, ArrowRight, CircleDashed, Clock3 } from 'lucide-react'
import type { ApiDifference } from '#api/drift'
import { decimalText } from '#api/parts'
import { useOrganization } from '#web/api/organization.tsx'
import { Badge } from '#web/kit/badge.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Day } from '#web/kit/day.tsx'
import { TextLink } from '#web/kit/link.tsx'
import { Figure, Money } from '#web/kit/money.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ServerRemedy, ServerText, usePartText } from '#web/languages/server-text.tsx'
import { useLocationName } from '#web/pages/stock/use-locations.ts'
import styles from './reconciliation.module.css'

const STATES = {
  drifted: { tone: 'bad', icon: AlertCircle },
  held: { tone: 'warn', icon: Clock3 },
  'under-way': { tone: 'info', icon: CircleDashed },
} as const

/** One thing in which both sides disagree: what each says, which is wrong, why, and what to do. */
export function DifferenceItem({ difference }: { readonly difference: ApiDifference }) {
  const text = useText()
  const part = usePartText()
  const where = useLocationName(difference.location ?? '')
  const { organization } = useOrganization()
  const { subject, what, day, rate, location, state, wrong, because, remedy, transferId, externalId } = difference
  return (
    <li className={cx(styles.difference)}>
      <div className={cx(styles.head)}>
        <span>
          {transferId === null ? (
            <strong>{subject}</strong>
          ) : (
            <TextLink to="/o/$organization/transfers/$transferId" params={{ organization, transferId }}>
              {subject}
            </TextLink>
          )}{' '}
          <span className={cx(styles.soft)}>
            {part(what)}
            {rate === null ? null : ` · ${rate} %`}
            {location === null ? null : ` · ${where}`}
            {externalId === null ? null : ` · ${externalId}`}
            {day === null ? null : (
              <>
                {' · '}
                <Day on={day} />
              </>
            )}
          </span>
        </span>
        <span className={cx(styles.badges)}>
          <Badge {...STATES[state]}>{text(`reconciliation.state.${state}`)}</Badge>
          {/* What is on its way is nobody's fault. */}
          {state === 'under-way' ? null : <Badge tone="quiet">{text(`reconciliation.wrong.${wrong}`)}</Badge>}
        </span>
      </div>
      <p className={cx(styles.sides)}>
        <span className={cx(styles.soft)}>{text('reconciliation.side.store')}</span>{' '}
        <Side of={difference} side="store" />
        <ArrowRight size={14} aria-hidden />
        <span className={cx(styles.soft)}>{text('reconciliation.side.target')}</span>{' '}
        <Side of={difference} side="target" />
      </p>
      <p>
        <ServerText text={because} />
      </p>
      <p className={cx(styles.soft)}>
        <ServerRemedy text={remedy} />
      </p>
    </li>
  )
}

function Side({ of: { currency, ...sides }, side }: { readonly of: ApiDifference; readonly side: 'store' | 'target' }) {
  const text = useText()
  const value = sides[side]
  if (value === null) return <strong>{text('reconciliation.nothing')}</strong>
  if (!decimalText.safeParse(value).success) return <strong>{value}</strong>
  return <strong>{currency === null ? <Figure value={value} /> : <Money amount={value} currency={currency} />}</strong>
}
