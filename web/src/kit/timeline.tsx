import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Tone } from './badge.tsx'
import { cx } from './class-names.ts'
import styles from './timeline.module.css'

/** What happened, one below the other. */
export const Timeline = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <ol aria-label={label}>{children}</ol>
)

interface TimelineItemProps {
  readonly icon: LucideIcon
  readonly tone: Tone
  readonly title: ReactNode
  /** When it was. */
  readonly at: ReactNode
  readonly children?: ReactNode
}

export const TimelineItem = ({ icon: Icon, tone, title, at, children }: TimelineItemProps) => (
  <li className={cx(styles.item)}>
    <span className={cx(styles.mark, styles[tone])} aria-hidden>
      <Icon size={14} strokeWidth={2.25} />
    </span>
    <div className={cx(styles.content)}>
      <div className={cx(styles.head)}>
        <span className={cx(styles.title)}>{title}</span>
        <span className={cx(styles.at)}>{at}</span>
      </div>
      {children}
    </div>
  </li>
)
