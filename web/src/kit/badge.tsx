import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './badge.module.css'
import { cx } from './class-names.ts'

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'quiet'

interface BadgeProps {
  readonly tone?: Tone
  /** Colour alone says nothing to many: a state has a picture and a word as well. */
  readonly icon?: LucideIcon
  readonly children: ReactNode
}

/** A short word on a coloured ground. */
export const Badge = ({ tone = 'quiet', icon: Icon, children }: BadgeProps) => (
  <span className={cx(styles.badge, styles[tone])}>
    {Icon === undefined ? null : <Icon size={13} strokeWidth={2.25} aria-hidden />}
    {children}
  </span>
)

/** How many, beside a word. */
export const Count = ({ children, tone = 'quiet' }: { readonly children: ReactNode; readonly tone?: Tone }) => (
  <span className={cx(styles.count, styles[tone])}>{children}</span>
)
