import { Scale } from 'lucide-react'
import { lastPrices, lastProducts } from '#api/job-results/catalog'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { cx } from '#web/kit/class-names.ts'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { Instant } from '#web/kit/instant.tsx'
import { SkeletonRows } from '#web/kit/skeleton.tsx'
import { type Say, useText } from '#web/languages/use-text.ts'
import { Found } from './found.tsx'
import type { ProductsFilter, Tab } from './filter.ts'
import styles from './products.module.css'
import type { Comparison } from './use-comparison.ts'

export type Last = Answered<Routes['products.show']>['last']

interface LastFoundProps {
  readonly integration: string
  readonly what: Tab
  readonly last: Last
  readonly comparison: Comparison
  /** Whether what differs may be brought in step from here. */
  readonly mayBring: boolean
  readonly filter: ProductsFilter
  readonly onSet: (change: Partial<ProductsFilter>) => void
}

/** What the newest comparison found, and when. */
export function LastFound({ integration, what, last, comparison, mayBring, filter, onSet }: LastFoundProps) {
  const text = useText()
  const isComing = comparison.isRunning || comparison.isLoading
  if (last === null)
    return comparison.isRunning ? (
      <SkeletonRows />
    ) : (
      <EmptyState icon={Scale} title={text('products.never.title')}>
        {text(`products.never.${what}`)}
      </EmptyState>
    )
  return (
    <>
      <p className={cx(styles.inside)} role="status">
        <span className={cx(styles.soft)}>
          {text('products.last')} <Instant at={last.madeAt} as="short" />.
        </span>{' '}
        {summaryOf(text, what, last.result)}
      </p>
      {isComing ? <SkeletonRows /> : null}
      {!isComing && comparison.result !== null && isOf(comparison, last) ? (
        <Found
          integration={integration}
          result={comparison.result}
          mayBring={mayBring}
          onBring={() => comparison.ask(false)}
          filter={filter}
          onSet={onSet}
        />
      ) : null}
      {isComing || isOf(comparison, last) ? null : (
        <p className={cx(styles.inside, styles.soft)}>{text('products.last.elsewhere')}</p>
      )}
    </>
  )
}

/** The command line compares too, and tells what it finds there. A job ends after what it found was kept. */
const isOf = ({ job }: Comparison, last: NonNullable<Last>): boolean =>
  job?.state === 'done' && job.finishedAt !== null && Date.parse(job.finishedAt) >= Date.parse(last.madeAt)

function summaryOf(text: Say, what: Tab, result: unknown): string {
  if (what === 'prices') {
    const { data } = lastPrices.safeParse(result)
    if (data === undefined) return ''
    const { dryRun, compared, differing, written, raised } = data
    return [
      text('products.last.prices', { compared, differing }),
      doneOf(text, what, { dryRun, written, raised }),
    ].join(' ')
  }
  const { data } = lastProducts.safeParse(result)
  if (data === undefined) return ''
  const { dryRun, store, target, bound, written, raised } = data
  const counts = { variants: store.variants, items: target.variants, bound }
  return [text('products.last.products', counts), doneOf(text, what, { dryRun, written, raised })].join(' ')
}

interface Done {
  readonly dryRun: boolean
  readonly written: number
  readonly raised: number
}

function doneOf(text: Say, what: Tab, { dryRun, written, raised }: Done): string {
  if (dryRun) return text('products.last.looked')
  return written + raised === 0
    ? text('products.last.done.nothing')
    : text(`products.last.done.${what}`, { written, raised })
}
