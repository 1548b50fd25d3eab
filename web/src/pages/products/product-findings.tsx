import { useState } from 'react'
import type { ApiCatalogFinding, CompareResult } from '#api/job-results/catalog'
import { cx } from '#web/kit/class-names.ts'
import { Button } from '#web/kit/button.tsx'
import { DataTable } from '#web/kit/data-table.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { CountTiles } from '#web/kit/tiles.tsx'
import { useText } from '#web/languages/use-text.ts'
import { type Group, GROUP_OF, GROUPS, type ProductsFilter } from './filter.ts'
import { useFindingColumns } from './finding-columns.tsx'
import styles from './products.module.css'

const SHOWN_AT_ONCE = 50

interface ProductFindingsProps {
  readonly integration: string
  readonly result: Extract<CompareResult, { what: 'products' }>
  readonly filter: ProductsFilter
  readonly onSet: (change: Partial<ProductsFilter>) => void
}

/** What was found, of one kind or of all that somebody may want to see to: what stands on one side only is often meant so. */
export function ProductFindings({ integration, result, filter, onSet }: ProductFindingsProps) {
  const counts = countsOf(result)
  const chosen = filter.found !== undefined && counts[filter.found] > 0 ? filter.found : undefined
  const findings = result.findings
    .filter(({ kind }) => (chosen === undefined ? GROUP_OF[kind] !== 'one-sided' : GROUP_OF[kind] === chosen))
    .toSorted((a, b) => GROUPS.indexOf(GROUP_OF[a.kind]) - GROUPS.indexOf(GROUP_OF[b.kind]))
  const all = chosen === undefined ? result.found - counts['one-sided'] : counts[chosen]
  return (
    <>
      <Groups result={result} counts={counts} chosen={chosen} onChoose={(found) => onSet({ found })} />
      {all === 0 ? (
        <InStep />
      ) : (
        <Findings key={chosen ?? 'all'} findings={findings} all={all} integration={integration} />
      )}
    </>
  )
}

function InStep() {
  const text = useText()
  return (
    <div className={cx(styles.inside)}>
      <Notice tone="good" title={text('products.agree.products')} />
    </div>
  )
}

function countsOf({ kinds }: ProductFindingsProps['result']): Readonly<Record<Group, number>> {
  const counts = { write: 0, conflict: 0, duplicate: 0, gone: 0, bind: 0, 'one-sided': 0 }
  for (const [kind, count] of Object.entries(kinds)) counts[GROUP_OF[kind as keyof typeof GROUP_OF]] += count
  return counts
}

interface GroupsProps extends Pick<ProductFindingsProps, 'result'> {
  readonly counts: Readonly<Record<Group, number>>
  readonly chosen: Group | undefined
  readonly onChoose: (group: Group | undefined) => void
}

/** One tile for each kind that was found; pressing it lists only those. */
function Groups({ result: { dryRun }, counts, chosen, onChoose }: GroupsProps) {
  const text = useText()
  const wordsOf = (group: Group): string =>
    text(
      !dryRun && (group === 'write' || group === 'bind') ? `products.group.${group}.done` : `products.group.${group}`,
    )
  const found = GROUPS.filter((group) => counts[group] > 0)
  return (
    <div className={cx(styles.groups)}>
      <CountTiles
        label={text('products.groups')}
        tiles={found.map((key) => ({ key, label: wordsOf(key), count: counts[key], canPress: true }))}
        chosen={chosen}
        onChoose={onChoose}
      />
    </div>
  )
}

interface FindingsProps {
  readonly findings: readonly ApiCatalogFinding[]
  /** How many there are; a comparison lists the first of each kind. */
  readonly all: number
  readonly integration: string
}

function Findings({ findings, all, integration }: FindingsProps) {
  const text = useText()
  const columns = useFindingColumns(integration)
  const [most, setMost] = useState(SHOWN_AT_ONCE)
  return (
    <>
      <DataTable
        label={text('products.findings')}
        columns={columns}
        rows={findings.slice(0, most)}
        rowKey={({ kind, storeVariant, targetItem, field, side }) =>
          [kind, storeVariant, targetItem, field, side].join(' ')
        }
      />
      {findings.length > most ? (
        <div className={cx(styles.inside)}>
          <Button kind="quiet" onPress={() => setMost(most + SHOWN_AT_ONCE)}>
            {text('products.findings.more')}
          </Button>
        </div>
      ) : all > findings.length ? (
        <p className={cx(styles.inside, styles.soft)}>
          {text('products.findings.first', { listed: findings.length, all })}
        </p>
      ) : null}
    </>
  )
}
