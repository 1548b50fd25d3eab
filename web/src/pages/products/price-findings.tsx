import { useState } from 'react'
import type { ApiPriceFinding, CompareResult } from '#api/job-results/catalog'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { DataTable, type TableColumn } from '#web/kit/data-table.tsx'
import { useText } from '#web/languages/use-text.ts'
import { FieldValue } from './field-value.tsx'
import styles from './products.module.css'

const SHOWN_AT_ONCE = 50

interface PriceFindingsProps {
  readonly result: Extract<CompareResult, { what: 'prices' }>
}

/** Prices that are not what their list says: where, what stands there, and what it should be. */
export function PriceFindings({ result: { findings, found, dryRun } }: PriceFindingsProps) {
  const text = useText()
  const columns = useColumns(dryRun)
  const [most, setMost] = useState(SHOWN_AT_ONCE)
  return (
    <>
      <DataTable
        label={text('products.findings')}
        columns={columns}
        rows={findings.slice(0, most)}
        rowKey={({ storeVariant, list, side }) => [storeVariant, list, side].join(' ')}
      />
      {findings.length > most ? (
        <div className={cx(styles.inside)}>
          <Button kind="quiet" onPress={() => setMost(most + SHOWN_AT_ONCE)}>
            {text('products.findings.more')}
          </Button>
        </div>
      ) : found > findings.length ? (
        <p className={cx(styles.inside, styles.soft)}>
          {text('products.findings.first', { listed: findings.length, all: found })}
        </p>
      ) : null}
    </>
  )
}

function useColumns(isAhead: boolean): readonly TableColumn<ApiPriceFinding>[] {
  const text = useText()
  return [
    { key: 'what', title: text('products.what'), cell: (finding) => <What finding={finding} /> },
    {
      key: 'where',
      title: text('products.price.where'),
      isExtra: true,
      cell: (finding) => <Where finding={finding} />,
    },
    {
      key: 'from',
      title: text(isAhead ? 'products.price.now' : 'products.price.was'),
      isNumber: true,
      cell: ({ from }) => <FieldValue field="price" value={from.amount === null ? null : from} />,
    },
    {
      key: 'to',
      title: text(isAhead ? 'products.price.then' : 'products.price.is'),
      isNumber: true,
      cell: ({ to }) => <FieldValue field="price" value={to} />,
    },
  ]
}

interface FindingProps {
  readonly finding: ApiPriceFinding
}

function What({ finding }: FindingProps) {
  const { sku, targetItem } = finding
  return (
    <>
      <span className={cx(styles.name)}>{sku ?? targetItem}</span>
      {sku === null || sku === targetItem ? null : <span className={cx(styles.below)}>{targetItem}</span>}
      <span className={cx(styles.phone, styles.soft)}>
        <Where finding={finding} />
      </span>
    </>
  )
}

function Where({ finding: { side, list } }: FindingProps) {
  const text = useText()
  if (side === 'target') return text('products.price.inTarget')
  return list === '' ? text('products.price.own') : text('products.price.onList', { list })
}
