import { useState } from 'react'
import type { ShadowEntry } from '#api/job-results/shadow'
import { cx } from '#web/kit/class-names.ts'
import { LoadMore } from '#web/kit/load-more.tsx'
import { useText } from '#web/languages/use-text.ts'
import type { PastFilter } from './filter.ts'
import styles from './past.module.css'
import { ShadowItem } from './shadow-item.tsx'

const AT_ONCE = 40

interface ShadowListProps {
  readonly entries: readonly ShadowEntry[]
  /** `undefined` = all of them. */
  readonly verdict: PastFilter['verdict']
}

/** Every document that is not equal, by order. */
export function ShadowList({ entries, verdict }: ShadowListProps) {
  const text = useText()
  const [most, setMost] = useState(AT_ONCE)
  const fitting = entries.filter((entry) => verdict === undefined || entry.verdict === verdict)
  if (fitting.length === 0) return <p className={cx(styles.soft)}>{text('past.shadow.none')}</p>
  return (
    <div>
      <p className={cx(styles.soft)}>{text('past.shadow.legend')}</p>
      <ul className={cx(styles.list)} aria-label={text('past.shadow.list')}>
        {fitting.slice(0, most).map((entry, at) => (
          <ShadowItem key={`${entry.orderKey} ${entry.reference} ${entry.externalId} ${at}`} entry={entry} />
        ))}
      </ul>
      <LoadMore
        label={text('past.more')}
        hasMore={fitting.length > most}
        isLoading={false}
        onMore={() => setMost(most + AT_ONCE)}
      />
    </div>
  )
}
