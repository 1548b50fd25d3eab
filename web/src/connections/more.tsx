import type { ReactNode } from 'react'
import { cx } from '#web/kit/class-names.ts'
import { useText } from '#web/languages/use-text.ts'
import styles from './connections.module.css'

/** What most people leave as it is; folded. */
export function More({ count, children }: { readonly count: number; readonly children: ReactNode }) {
  const text = useText()
  if (count === 0) return null
  return (
    <details className={cx(styles.more)}>
      <summary>{text('setup.connect.more', { count })}</summary>
      <div className={cx(styles.form)}>{children}</div>
    </details>
  )
}
