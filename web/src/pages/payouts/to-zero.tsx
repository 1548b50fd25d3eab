import { CircleAlert, CircleCheck, OctagonAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { Badge } from '#web/kit/badge.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Day } from '#web/kit/day.tsx'
import { KeyValues } from '#web/kit/key-values.tsx'
import { Money } from '#web/kit/money.tsx'
import { Columns } from '#web/kit/page.tsx'
import { useText } from '#web/languages/use-text.ts'
import { categoryText, isZero, negated } from './payout-words.ts'
import styles from './payouts.module.css'
import { StatusBadge } from './status-badge.tsx'

export type PayoutLines = Answered<Routes['payouts.lines']>

/** What the payout consists of, kind by kind, down to what the bank got: nothing is left over. */
export function ToZero({ lines }: { readonly lines: PayoutLines }) {
  const text = useText()
  const { currency, groups, fees, feeTax, withheldTax, net, bank, difference } = lines
  const money = (amount: string): ReactNode => <Money amount={amount} currency={currency} />
  return (
    <Columns kind="side">
      <Card
        title={text('payout.zero')}
        description={text('payout.zero.lead')}
        action={<Verdict lines={lines} />}
        isFlush
      >
        <dl className={cx(styles.sum)}>
          {groups.map(({ category, lines: count, amount }) => (
            <Step key={category} what={text(categoryText(category))} more={text('payout.lines.count', { count })}>
              {money(amount)}
            </Step>
          ))}
          <Step what={text('payout.fees')}>{money(negated(fees))}</Step>
          {isZero(feeTax) ? null : (
            <Step what={text('payout.feeTax')} isNote>
              {money(negated(feeTax))}
            </Step>
          )}
          {isZero(withheldTax) ? null : (
            <Step what={text('payout.withheld')} isNote>
              {money(negated(withheldTax))}
            </Step>
          )}
          <Step what={text('payout.net')} isTotal>
            {money(net)}
          </Step>
          <Step what={text('payout.bank')}>{money(negated(bank))}</Step>
          <Step what={text('payout.left')} isTotal>
            {money(difference)}
          </Step>
        </dl>
      </Card>
      <Facts lines={lines} />
    </Columns>
  )
}

/** What adds up is not yet explained: a line that nobody knows may be anybody's money. */
function Verdict({ lines: { difference, openLines } }: { readonly lines: PayoutLines }) {
  const text = useText()
  if (!isZero(difference))
    return (
      <Badge tone="bad" icon={OctagonAlert}>
        {text('payout.zero.open')}
      </Badge>
    )
  if (openLines > 0)
    return (
      <Badge tone="warn" icon={CircleAlert}>
        {text('payout.zero.unexplained', { lines: openLines })}
      </Badge>
    )
  return (
    <Badge tone="good" icon={CircleCheck}>
      {text('payout.zero.closed')}
    </Badge>
  )
}

interface StepProps {
  readonly what: string
  readonly more?: string
  readonly children: ReactNode
  readonly isTotal?: boolean
  /** Contained in the line above. */
  readonly isNote?: boolean
}

const Step = ({ what, more, children, isTotal = false, isNote = false }: StepProps) => (
  <div className={cx(styles.step, isTotal && styles.total, isNote && styles.note)}>
    <dt>
      {what} {more === undefined ? null : <span className={cx(styles.soft)}>{more}</span>}
    </dt>
    <dd>{children}</dd>
  </div>
)

function Facts({ lines: { provider, status, date, bankReference, bank, currency } }: { readonly lines: PayoutLines }) {
  const text = useText()
  return (
    <Card title={text('payout.facts')}>
      <KeyValues
        facts={[
          [text('payout.bank'), <Money key="bank" amount={bank} currency={currency} />],
          [text('payout.provider'), provider],
          [text('payouts.money'), <StatusBadge key="status" status={status} />],
          [text('payout.date'), <Day key="date" on={date} />],
          [text('payout.reference'), bankReference],
        ]}
      />
    </Card>
  )
}
