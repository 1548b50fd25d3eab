import type { ReactNode } from 'react'
import { cx } from './class-names.ts'
import styles from './filter-bar.module.css'

/** What narrows a list: the search first, then choices. */
export const FilterBar = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <div className={cx(styles.bar)} role="search" aria-label={label}>
    {children}
  </div>
)
