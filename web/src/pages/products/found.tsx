import { useState } from 'react'
import type { CompareResult } from '#api/job-results/catalog'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Notice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import { BringDialog } from './bring-dialog.tsx'
import { changesOf } from './changes-of.ts'
import type { ProductsFilter } from './filter.ts'
import { PriceFindings } from './price-findings.tsx'
import { ProductFindings } from './product-findings.tsx'
import styles from './products.module.css'

interface FoundProps {
  readonly integration: string
  readonly result: CompareResult
  readonly mayBring: boolean
  readonly onBring: () => void
  readonly filter: ProductsFilter
  readonly onSet: (change: Partial<ProductsFilter>) => void
}

/** Each thing that a comparison found, and how to bring it in step. */
export function Found({ integration, result, mayBring, onBring, filter, onSet }: FoundProps) {
  const text = useText()
  if (result.found === 0)
    return (
      <div className={cx(styles.inside)}>
        <Notice tone="good" title={text(`products.agree.${result.what}`)} />
      </div>
    )
  return (
    <>
      {mayBring && result.dryRun ? <BringInStep result={result} onBring={onBring} /> : null}
      {result.what === 'products' ? (
        <ProductFindings integration={integration} result={result} filter={filter} onSet={onSet} />
      ) : (
        <PriceFindings result={result} />
      )}
    </>
  )
}

function BringInStep({ result, onBring }: Pick<FoundProps, 'result' | 'onBring'>) {
  const text = useText()
  const [asks, setAsks] = useState(false)
  const { written, joined, mayMake } = changesOf(result)
  const all = written + joined
  if (all === 0 && !mayMake) return null
  return (
    <div className={cx(styles.bring)}>
      <span className={cx(styles.soft)}>{text('products.bring.lead', { changes: all })}</span>
      <Button kind={all === 0 ? 'secondary' : 'primary'} onPress={() => setAsks(true)}>
        {text('products.bring')}
      </Button>
      {asks ? <BringDialog result={result} onBring={onBring} onClose={() => setAsks(false)} /> : null}
    </div>
  )
}
