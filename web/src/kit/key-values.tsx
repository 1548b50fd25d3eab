import type { ReactNode } from 'react'
import { cx } from './class-names.ts'
import styles from './key-values.module.css'

/** Facts about one thing: `[what, value]`; a value `null` is left out. */
export const KeyValues = ({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }) => (
  <dl className={cx(styles.list)}>
    {facts
      .filter(([, value]) => value !== null)
      .map(([name, value]) => (
        <div key={name} className={cx(styles.fact)}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
)
