import { CircleCheck, HandHelping, RefreshCw } from 'lucide-react'
import type { TransferState } from '#api/transfers'
import { useOrganization } from '#web/api/organization.tsx'
import { cx } from '#web/kit/class-names.ts'
import { ButtonLink } from '#web/kit/link.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './overview.module.css'

type Counts = Readonly<Record<TransferState, number>>

/** The answer to the only question most people come with. */
export function Verdict({ counts }: { readonly counts: Counts }) {
  const text = useText()
  const { organization } = useOrganization()
  const underWay = counts.pending + counts.running + counts.waiting
  const kind = counts.attention > 0 ? 'attention' : underWay > 0 ? 'busy' : 'good'
  const count = { attention: counts.attention, busy: underWay, good: counts.synced }[kind]
  const Icon = { attention: HandHelping, busy: RefreshCw, good: CircleCheck }[kind]
  return (
    <section className={cx(styles.verdict, styles[kind])}>
      <span className={cx(styles.sign)} aria-hidden>
        <Icon size={24} />
      </span>
      <div className={cx(styles.words)}>
        <h2>{text(`overview.${kind}`, { count })}</h2>
        <p>{text(`overview.${kind}.more`, { count })}</p>
      </div>
      {kind === 'attention' ? (
        <ButtonLink kind="primary" to="/o/$organization/attention" params={{ organization }}>
          {text('overview.attention.open')}
        </ButtonLink>
      ) : null}
    </section>
  )
}
