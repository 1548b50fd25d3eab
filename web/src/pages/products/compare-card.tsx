import type { Comparable } from '#api/ledger'
import { useMay } from '#web/api/organization.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { FailureNotice, Notice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import { CompareNow } from './compare-now.tsx'
import type { ProductsFilter, Tab } from './filter.ts'
import { type Last, LastFound } from './last-found.tsx'
import styles from './products.module.css'
import { useComparison } from './use-comparison.ts'

interface CompareCardProps {
  readonly what: Tab
  readonly chosen: Comparable
  readonly last: Last
  readonly filter: ProductsFilter
  readonly onSet: (change: Partial<ProductsFilter>) => void
}

/** Everything of both sides compared: what the newest comparison found, how to make another, and how to bring it in step. */
export function CompareCard({ what, chosen, last, filter, onSet }: CompareCardProps) {
  const text = useText()
  const mayChange = useMay('transfers:change')
  const comparison = useComparison(what, chosen.integration)
  const { job, isRunning } = comparison
  const failure = isRunning ? null : (job?.failure ?? null)
  return (
    <Card
      title={text(`products.compare.${what}`)}
      description={text('products.compare.lead')}
      action={mayChange || isRunning ? <CompareNow what={what} comparison={comparison} /> : undefined}
      isFlush
    >
      {chosen.live ? null : (
        <div className={cx(styles.inside)}>
          <Notice tone="info" title={text('products.compare.looks.title')}>
            {text('products.compare.looks', { name: chosen.name })}
          </Notice>
        </div>
      )}
      {failure === null ? null : <FailureNotice failure={{ ...failure, subject: null }} />}
      {!isRunning && job?.state === 'stopped' ? (
        <p className={cx(styles.inside, styles.soft)}>{text('products.compare.stopped')}</p>
      ) : null}
      <LastFound
        integration={chosen.integration}
        what={what}
        last={last}
        comparison={comparison}
        mayBring={mayChange && chosen.live}
        filter={filter}
        onSet={onSet}
      />
    </Card>
  )
}
