import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './class-names.ts'
import styles from './empty-state.module.css'

interface EmptyStateProps {
  readonly icon: LucideIcon
  readonly title: string
  /** What will be here, and what to do so that it is. */
  readonly children: ReactNode
  readonly action?: ReactNode
  /** Default `h2`; `h1` where nothing else is on the page. */
  readonly heading?: 'h1' | 'h2'
}

/** Nothing is here yet, and why that is. */
export const EmptyState = ({ icon: Icon, title, children, action, heading: Heading = 'h2' }: EmptyStateProps) => (
  <div className={cx(styles.empty)}>
    <span className={cx(styles.picture)} aria-hidden>
      <Icon size={22} strokeWidth={1.75} />
    </span>
    <Heading>{title}</Heading>
    <p>{children}</p>
    {action === undefined ? null : <div className={cx(styles.action)}>{action}</div>}
  </div>
)
