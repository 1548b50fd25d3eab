import { Link } from '@tanstack/react-router'
import type { TransferState } from '#api/transfers'
import { useOrganization } from '#web/api/organization.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Figure } from '#web/kit/money.tsx'
import { STATE_LOOKS } from '#web/kit/state-badge.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './overview.module.css'

const SHOWN = ['synced', 'running', 'pending', 'waiting', 'attention', 'skipped', 'held'] as const

/** How many records are where; each leads to them. */
export function StateTiles({ counts }: { readonly counts: Readonly<Record<TransferState, number>> }) {
  const text = useText()
  const { organization } = useOrganization()
  return (
    <nav aria-label={text('overview.states')} className={cx(styles.tiles)}>
      {SHOWN.map((state) => {
        const { icon: Icon, tone } = STATE_LOOKS[state]
        return (
          <Link
            key={state}
            to="/o/$organization/transfers"
            params={{ organization }}
            search={{ state }}
            className={cx(styles.tile)}
          >
            <span className={cx(styles.name, counts[state] > 0 && styles[tone])}>
              <Icon size={15} aria-hidden />
              {text(`state.${state}`)}
            </span>
            <span className={cx(styles.figure)}>
              <Figure value={counts[state]} />
            </span>
          </Link>
        )
      })}
    </nav>
  )
}
