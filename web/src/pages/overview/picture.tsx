import { CircleCheck, CirclePause, Hourglass, Landmark, type LucideIcon, Store, WalletCards } from 'lucide-react'
import type { FlowHealth, SystemHealth } from '#api/health'
import { Badge, type Tone } from '#web/kit/badge.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Instant } from '#web/kit/instant.tsx'
import { useText } from '#web/languages/use-text.ts'
import { FlowItem } from './flow-item.tsx'
import type { Overview } from './health-words.ts'
import styles from './picture.module.css'

/** The systems and what moves between them: one block for each integration, stores on the left, the ERP on the right. */
export function Picture({ overview: { systems, flows } }: { readonly overview: Overview }) {
  const text = useText()
  const integrations = [...Map.groupBy(flows, ({ integration }) => integration)]
  if (integrations.length === 0) return null
  return (
    <Card title={text('overview.picture')} description={text('overview.picture.lead')} isFlush>
      {integrations.map(([integration, own]) => (
        <IntegrationBlock
          key={integration}
          integration={integrations.length > 1 ? integration : null}
          flows={own}
          systems={systems.filter(({ usedBy }) => usedBy.includes(integration))}
        />
      ))}
    </Card>
  )
}

/** Beside who pays them out, who stands last. */
const payoutsLast = (one: FlowHealth, other: FlowHealth): number =>
  Number(one.flow === 'payouts') - Number(other.flow === 'payouts')

interface BlockProps {
  /** Its name; `null` = there is but one, which needs none. */
  readonly integration: string | null
  readonly flows: readonly FlowHealth[]
  readonly systems: readonly SystemHealth[]
}

function IntegrationBlock({ integration, flows, systems }: BlockProps) {
  const text = useText()
  const right = systems.filter(({ kind }) => kind === 'erp')
  const left = systems.filter(({ kind }) => kind !== 'erp').toSorted((one, other) => other.kind.localeCompare(one.kind))
  return (
    <div className={cx(styles.block)}>
      {integration === null ? null : <h3 className={cx(styles.name)}>{integration}</h3>}
      <div className={cx(styles.picture)}>
        <Systems systems={left} label={text('overview.systems.stores')} />
        <ul className={cx(styles.flows)} aria-label={text('overview.flows')}>
          {flows.toSorted(payoutsLast).map((flow) => (
            <FlowItem key={flow.flow} flow={flow} isToRight={right.some(({ connection }) => connection === flow.to)} />
          ))}
        </ul>
        <Systems systems={right} label={text('overview.systems.erp')} />
      </div>
    </div>
  )
}

const Systems = ({ systems, label }: { readonly systems: readonly SystemHealth[]; readonly label: string }) => (
  <ul className={cx(styles.systems)} aria-label={label}>
    {systems.map((system) => (
      <SystemItem key={system.connection} system={system} />
    ))}
  </ul>
)

const KINDS: Readonly<Record<SystemHealth['kind'], LucideIcon>> = { store: Store, erp: Landmark, payments: WalletCards }
const HEALTH: Readonly<Record<SystemHealth['health'], { readonly tone: Tone; readonly icon: LucideIcon }>> = {
  good: { tone: 'good', icon: CircleCheck },
  resting: { tone: 'warn', icon: Hourglass },
  paused: { tone: 'bad', icon: CirclePause },
}

function SystemItem({ system }: { readonly system: SystemHealth }) {
  const text = useText()
  const { connection, connectorName, kind, health, paused, restsUntil, busy, slots } = system
  const Icon = KINDS[kind]
  return (
    <li className={cx(styles.system, styles[kind], styles[health])}>
      <span className={cx(styles.kind)} aria-hidden>
        <Icon size={18} strokeWidth={1.75} />
      </span>
      <div className={cx(styles.who)}>
        <p className={cx(styles.connector)}>{connectorName}</p>
        <p className={cx(styles.connection)}>{connection}</p>
      </div>
      <div className={cx(styles.health)}>
        <Badge {...HEALTH[health]}>{text(`overview.system.${health}`)}</Badge>
        <p>
          {paused !== null ? (
            <Instant at={paused.at} />
          ) : restsUntil !== null ? (
            <Instant at={restsUntil} as="short" />
          ) : busy > 0 ? (
            text('overview.system.busy', { busy, slots })
          ) : null}
        </p>
      </div>
    </li>
  )
}
