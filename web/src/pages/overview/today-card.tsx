import { ArrowRight, CircleCheck, CircleDashed } from 'lucide-react'
import { useIntl } from 'react-intl'
import type { Today } from '#api/health'
import { Answer } from '#web/api/answer.tsx'
import { useOrganization } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { TextLink } from '#web/kit/link.tsx'
import { Figure, Money } from '#web/kit/money.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './today.module.css'

const LOOK_EVERY_MS = 60_000

/** The orders of today on both sides: how many there are, and what they come to. */
export function TodayCard() {
  const text = useText()
  const { organization } = useOrganization()
  const answer = useRoute('overview.today', {}, { everyMs: LOOK_EVERY_MS })
  return (
    <Card
      title={text('overview.today')}
      description={text('overview.today.lead')}
      isFlush
      action={
        <TextLink to="/o/$organization/reconciliation" params={{ organization }}>
          {text('overview.today.more')} <ArrowRight size={13} aria-hidden />
        </TextLink>
      }
    >
      <Answer of={answer}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={cx(styles.none)}>{text('overview.today.none')}</p>
          ) : (
            items.map((today) => <DayOf key={today.integration} today={today} isOnly={items.length === 1} />)
          )
        }
      </Answer>
    </Card>
  )
}

function DayOf({ today, isOnly }: { readonly today: Today; readonly isOnly: boolean }) {
  const text = useText()
  const { storeRecords, records, synced, skipped, open, attention, sums } = today
  const inStore = storeRecords ?? records
  const missing = Math.max(0, inStore - records)
  return (
    <section className={cx(styles.day)} aria-label={today.name}>
      {isOnly ? null : <h3>{today.name}</h3>}
      <Share today={today} missing={missing} />
      <table className={cx(styles.sides)}>
        <thead>
          <tr>
            <th scope="col">
              <span className={cx(styles.unseen)}>{text('overview.today.side')}</span>
            </th>
            <th scope="col">{text('overview.today.orders')}</th>
            <th scope="col">{text('overview.today.sum')}</th>
          </tr>
        </thead>
        <tbody>
          <Side title={text('overview.today.store')} count={inStore} sums={sums} of="store" />
          <Side title={text('overview.today.erp')} count={synced} sums={sums} of="target" />
          {skipped > 0 ? (
            <Side title={text('overview.today.skipped')} count={skipped} sums={sums} of="skipped" />
          ) : null}
          <Side
            title={text('overview.today.difference')}
            count={inStore - synced - skipped}
            sums={sums}
            of="difference"
          />
        </tbody>
      </table>
      <Verdict rest={{ open, attention, missing }} />
    </section>
  )
}

interface SideProps {
  readonly title: string
  readonly count: number
  readonly sums: Today['sums']
  readonly of: 'store' | 'target' | 'skipped' | 'difference'
}

const Side = ({ title, count, sums, of }: SideProps) => (
  <tr className={cx(of === 'difference' && styles.difference)}>
    <th scope="row">{title}</th>
    <td>
      <Figure value={count} />
    </td>
    <td>
      {sums.length === 0
        ? '–'
        : sums.map((sum) => (
            <div key={sum.currency}>
              <Money amount={sum[of]} currency={sum.currency} />
            </div>
          ))}
    </td>
  </tr>
)

/** Of all orders of the day, which part is where. The table below says the same in figures. */
function Share({ today, missing }: { readonly today: Today; readonly missing: number }) {
  const text = useText()
  const { formatNumber } = useIntl()
  const { synced, skipped, open, attention, records } = today
  const all = Math.max(records + missing, 1)
  const parts = [
    { kind: 'synced', count: synced },
    { kind: 'skipped', count: skipped },
    { kind: 'open', count: open },
    { kind: 'attention', count: attention },
    { kind: 'missing', count: missing },
  ] as const
  const percent = formatNumber((synced + skipped) / all, { style: 'percent', maximumFractionDigits: 0 })
  let x = 0
  return (
    <svg
      className={cx(styles.share)}
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
      role="img"
      aria-label={text('overview.today.share', { percent: records + missing === 0 ? '–' : percent })}
    >
      <rect className={cx(styles.all)} width="100" height="4" />
      {parts.map(({ kind, count }) => {
        const width = (count / all) * 100
        const at = x
        x += width
        return count === 0 ? null : <rect key={kind} className={cx(styles[kind])} x={at} width={width} height="4" />
      })}
    </svg>
  )
}

interface VerdictProps {
  readonly rest: { readonly open: number; readonly attention: number; readonly missing: number }
}

function Verdict({ rest }: VerdictProps) {
  const text = useText()
  const { open, attention, missing } = rest
  const isDone = open + attention + missing === 0
  return (
    <p className={cx(styles.verdict)}>
      {isDone ? (
        <Badge tone="good" icon={CircleCheck}>
          {text('overview.today.agrees')}
        </Badge>
      ) : (
        <Badge tone={attention > 0 ? 'bad' : 'info'} icon={CircleDashed}>
          {text('overview.today.rest', { open: open + missing, attention })}
        </Badge>
      )}
    </p>
  )
}
