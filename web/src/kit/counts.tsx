import { cx } from './class-names.ts'
import styles from './counts.module.css'
import { Figure } from './money.tsx'

/** Counts with what they count, beside each other, for reading only. */
export const Counts = ({ counts }: { readonly counts: readonly (readonly [what: string, count: number])[] }) => (
  <dl className={cx(styles.counts)}>
    {counts.map(([what, count]) => (
      <div key={what}>
        <dt>{what}</dt>
        <dd>
          <Figure value={count} />
        </dd>
      </div>
    ))}
  </dl>
)
