import { Package } from 'lucide-react'
import type { StockLevel } from '#api/stock'
import { Answer } from '#web/api/answer.tsx'
import { useOrganization } from '#web/api/organization.tsx'
import { useList } from '#web/api/use-route.ts'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { DataTable, type TableColumn } from '#web/kit/data-table.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { Instant } from '#web/kit/instant.tsx'
import { TextLink } from '#web/kit/link.tsx'
import { LoadMore } from '#web/kit/load-more.tsx'
import { Figure } from '#web/kit/money.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ServerText } from '#web/languages/server-text.tsx'
import type { queryOf, StockFilter } from './filter.ts'
import styles from './stock.module.css'
import { StockBadge } from './stock-badge.tsx'
import { useLocationName } from './use-locations.ts'

const LOOK_EVERY_MS = 10_000

interface StockListProps {
  readonly query: ReturnType<typeof queryOf>
  readonly filter: StockFilter
}

export function StockList({ query, filter }: StockListProps) {
  const text = useText()
  const list = useList('stock.list', { query }, { everyMs: LOOK_EVERY_MS })
  return (
    <Card isFlush>
      <Answer of={{ data: list.items, error: list.error, refetch: list.refetch }}>
        {(levels) =>
          levels.length === 0 ? (
            <Nothing filter={filter} />
          ) : (
            <>
              <Levels levels={levels} filter={filter} />
              <LoadMore
                label={text('stock.more')}
                hasMore={list.hasNextPage}
                isLoading={list.isFetchingNextPage}
                onMore={list.fetchNextPage}
              />
            </>
          )
        }
      </Answer>
    </Card>
  )
}

function Nothing({ filter: { view = 'all', search } }: { readonly filter: StockFilter }) {
  const text = useText()
  const kind = search !== undefined ? 'none' : view === 'all' ? 'empty' : 'good'
  return (
    <EmptyState icon={Package} title={text(`stock.${kind}.title`)}>
      {text(`stock.${kind}`)}
    </EmptyState>
  )
}

function Levels({ levels, filter }: { readonly levels: readonly StockLevel[]; readonly filter: StockFilter }) {
  const text = useText()
  const columns = useColumns(filter, {
    hasLocations: new Set(levels.map(({ location }) => location)).size > 1,
    hasCauses: levels.some(({ cause }) => cause !== null),
  })
  return (
    <DataTable
      label={text('page.stock')}
      columns={columns}
      rows={levels}
      rowKey={({ stockItem, location }) => `${stockItem} ${location}`}
    />
  )
}

const figure = (value: string | number | null) => (value === null ? '–' : <Figure value={value} />)

const causeColumn = (title: string): TableColumn<StockLevel> => ({
  key: 'cause',
  title,
  isWide: true,
  isExtra: true,
  cell: ({ cause }) => (
    <span className={cx(styles.cause)}>{cause === null ? null : <ServerText text={cause.message} />}</span>
  ),
})

interface Wanted {
  readonly hasLocations: boolean
  readonly hasCauses: boolean
}

function useColumns(filter: StockFilter, { hasLocations, hasCauses }: Wanted): readonly TableColumn<StockLevel>[] {
  const text = useText()
  return [
    {
      key: 'sku',
      title: text('stock.sku'),
      isWide: !hasCauses,
      cell: (level) => <Sku level={level} filter={filter} isPlaced={hasLocations} />,
    },
    ...(hasCauses ? [causeColumn(text('stock.because'))] : []),
    { key: 'erp', title: text('stock.erp'), isNumber: true, isExtra: true, cell: ({ onHand }) => figure(onHand) },
    { key: 'may', title: text('stock.wanted'), isNumber: true, cell: ({ wanted }) => figure(wanted) },
    {
      key: 'known',
      title: text('stock.known'),
      isNumber: true,
      cell: ({ known, wanted }) => (
        <span className={cx(wanted !== null && wanted !== (known ?? 0) && styles.differs)}>{figure(known)}</span>
      ),
    },
    { key: 'state', title: text('stock.state'), isExtra: true, cell: ({ state }) => <StockBadge state={state} /> },
    {
      key: 'told',
      title: text('stock.told'),
      isNumber: true,
      isExtra: true,
      cell: ({ sentAt }) => (
        <span className={cx(styles.soft)}>{sentAt === null ? text('stock.told.never') : <Instant at={sentAt} />}</span>
      ),
    },
  ]
}

interface SkuProps {
  readonly level: StockLevel
  readonly filter: StockFilter
  /** Whether it has to be said where. */
  readonly isPlaced: boolean
}

function Sku({ level: { sku, stockItem, location, state, cause }, filter, isPlaced }: SkuProps) {
  const text = useText()
  const { organization } = useOrganization()
  const where = useLocationName(location)
  return (
    <>
      {sku === null ? (
        <span className={cx(styles.soft)}>{text('stock.sku.none', { item: stockItem })}</span>
      ) : (
        <TextLink to="/o/$organization/stock" params={{ organization }} search={{ ...filter, sku }}>
          {sku}
        </TextLink>
      )}
      {isPlaced ? <span className={cx(styles.below)}>{where}</span> : null}
      <span className={cx(styles.phone)}>
        <StockBadge state={state} />
      </span>
      {cause === null ? null : (
        <span className={cx(styles.phone, styles.soft)}>
          <ServerText text={cause.message} />
        </span>
      )}
    </>
  )
}
