import { CircleCheck, EyeOff, HandHelping, OctagonAlert, RefreshCw } from 'lucide-react'
import { useOrganization } from '#web/api/organization.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Instant, useNow } from '#web/kit/instant.tsx'
import { ButtonLink } from '#web/kit/link.tsx'
import { Figure } from '#web/kit/money.tsx'
import { useText } from '#web/languages/use-text.ts'
import { type Overview, type VerdictKind, verdictOf } from './health-words.ts'
import styles from './verdict.module.css'

const ICONS = {
  critical: OctagonAlert,
  unwatched: EyeOff,
  attention: HandHelping,
  busy: RefreshCw,
  good: CircleCheck,
} as const

/** The answer to the only question most people come with. */
export function Verdict({ overview }: { readonly overview: Overview }) {
  const text = useText()
  const { organization } = useOrganization()
  const kind = verdictOf(overview, useNow())
  const Icon = ICONS[kind]
  const count = countOf(kind, overview)
  return (
    <section className={cx(styles.verdict, styles[kind])} aria-labelledby="verdict">
      <span className={cx(styles.sign)} aria-hidden>
        <Icon size={26} strokeWidth={1.9} />
      </span>
      <div className={cx(styles.words)} role="status">
        <h2 id="verdict">{text(`overview.${kind}`, { count })}</h2>
        <p>{text(`overview.${kind}.more`, { count })}</p>
      </div>
      {kind === 'attention' && overview.attention > 0 ? (
        <ButtonLink kind="primary" to="/o/$organization/attention" params={{ organization }}>
          {text('overview.attention.open')}
        </ButtonLink>
      ) : null}
      <Figures overview={overview} />
    </section>
  )
}

function countOf(kind: VerdictKind, { alarms, attention, open, synced }: Overview): number {
  if (kind === 'critical') return alarms.critical
  if (kind === 'attention') return attention > 0 ? attention : alarms.warning
  return kind === 'busy' ? open : synced
}

function Figures({ overview: { synced, open, attention, lookedAt } }: { readonly overview: Overview }) {
  const text = useText()
  return (
    <dl className={cx(styles.figures)}>
      <div>
        <dt>{text('overview.figure.synced')}</dt>
        <dd>
          <Figure value={synced} />
        </dd>
      </div>
      <div>
        <dt>{text('overview.figure.open')}</dt>
        <dd>
          <Figure value={open} />
        </dd>
      </div>
      <div className={cx(attention > 0 && styles.waiting)}>
        <dt>{text('overview.figure.attention')}</dt>
        <dd>
          <Figure value={attention} />
        </dd>
      </div>
      <div>
        <dt>{text('overview.figure.looked')}</dt>
        <dd className={cx(styles.time)}>
          {lookedAt === null ? text('overview.figure.never') : <Instant at={lookedAt} />}
        </dd>
      </div>
    </dl>
  )
}
