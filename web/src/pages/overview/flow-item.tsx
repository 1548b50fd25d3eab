import { AlertCircle, CircleCheck, CircleDashed, CirclePause, Clock3, type LucideIcon, RefreshCw } from 'lucide-react'
import { useIntl } from 'react-intl'
import type { FlowHealth } from '#api/health'
import { FLOWS } from '#api/flows'
import { useOrganization } from '#web/api/organization.tsx'
import { Badge } from '#web/kit/badge.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Instant, useNow } from '#web/kit/instant.tsx'
import { TextLink } from '#web/kit/link.tsx'
import { Figure } from '#web/kit/money.tsx'
import { Sparkline } from '#web/kit/sparkline.tsx'
import { useText } from '#web/languages/use-text.ts'
import { flowTextId } from '#web/pages/transfers/summary.ts'
import { FLOW_TONES, lastingText } from './health-words.ts'
import styles from './picture.module.css'

const ICONS: Readonly<Record<FlowHealth['state'], LucideIcon>> = {
  'in-step': CircleCheck,
  busy: RefreshCw,
  behind: Clock3,
  attention: AlertCircle,
  stopped: CirclePause,
  'not-live': CircleDashed,
}

interface FlowItemProps {
  readonly flow: FlowHealth
  /** Whether its records go to the system on the right. */
  readonly isToRight: boolean
}

/** One flow: whether it keeps up, what it did in the last day, and what is on its way. */
export function FlowItem({ flow, isToRight }: FlowItemProps) {
  const text = useText()
  const way = { from: flow.from.join(', '), to: flow.to }
  return (
    <li className={cx(styles.flow, styles[isToRight ? 'rightward' : 'leftward'], styles[`is-${flow.state}`])}>
      <div>
        <FlowLink flow={flow.flow} />
        <p className={cx(styles.way)}>
          <span className={cx(styles.ends)}>{text('overview.flow.way', way)} </span>
          <Last flow={flow} />
        </p>
      </div>
      <Throughput flow={flow} />
      <div className={cx(styles.state)}>
        <Badge tone={FLOW_TONES[flow.state]} icon={ICONS[flow.state]}>
          {text(`overview.flow.${flow.state}`)}
        </Badge>
        <Backlog flow={flow} />
      </div>
    </li>
  )
}

function FlowLink({ flow }: { readonly flow: string }) {
  const name = useText()(flowTextId(flow), { flow })
  const { organization } = useOrganization()
  const params = { organization }
  if (flow === 'inventory')
    return (
      <TextLink className={cx(styles.link)} to="/o/$organization/stock" params={params}>
        {name}
      </TextLink>
    )
  if (flow === 'payouts')
    return (
      <TextLink className={cx(styles.link)} to="/o/$organization/payouts" params={params}>
        {name}
      </TextLink>
    )
  if (flow === 'products' || flow === 'price-lists')
    return (
      <TextLink
        className={cx(styles.link)}
        to="/o/$organization/products"
        params={params}
        search={{ tab: flow === 'products' ? 'products' : 'prices' }}
      >
        {name}
      </TextLink>
    )
  const known = FLOWS.find((one) => one === flow)
  return (
    <TextLink
      className={cx(styles.link)}
      to="/o/$organization/transfers"
      params={params}
      search={known === undefined ? {} : { flow: known }}
    >
      {name}
    </TextLink>
  )
}

function Last({ flow: { lastAt, sweptUntil, throughput } }: { readonly flow: FlowHealth }) {
  const text = useText()
  const at = lastAt ?? sweptUntil
  // What is compared as a whole, as stock is, has no records that come.
  if (at === null) return throughput === null ? null : <>{text('overview.flow.none')}</>
  return (
    <>
      {text(lastAt === null ? 'overview.flow.searched' : 'overview.flow.last')} <Instant at={at} />
    </>
  )
}

function Throughput({ flow: { throughput } }: { readonly flow: FlowHealth }) {
  const text = useText()
  if (throughput === null) return <div className={cx(styles.throughput)} />
  const count = throughput.reduce((sum, hour) => sum + hour, 0)
  return (
    <div className={cx(styles.throughput)}>
      <Sparkline values={throughput} label={text('overview.flow.throughput', { count })} />
      <p aria-hidden>{text('overview.flow.day', { count })}</p>
    </div>
  )
}

function Backlog({ flow: { open, attention, isMore, oldestAt } }: { readonly flow: FlowHealth }) {
  const text = useText()
  const { locale } = useIntl()
  const now = useNow()
  const more = isMore ? '+' : ''
  if (attention > 0)
    return (
      <p className={cx(styles.waiting)}>
        <Figure value={attention} />
        {more} {text('overview.flow.waiting')}
      </p>
    )
  if (open === 0) return null
  return (
    <p>
      <Figure value={open} />
      {more} {text('overview.flow.open')}
      {oldestAt === null ? null : ` · ${lastingText(oldestAt, now, locale)}`}
    </p>
  )
}
