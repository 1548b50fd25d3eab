import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { useOrganization } from '#web/api/organization.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { DataTable, type TableColumn } from '#web/kit/data-table.tsx'
import { Instant } from '#web/kit/instant.tsx'
import { TextLink } from '#web/kit/link.tsx'
import { useText } from '#web/languages/use-text.ts'
import { fieldName } from './field-name.ts'
import { FieldValue } from './field-value.tsx'
import styles from './products.module.css'
import { productsRoute } from './route.tsx'

type Override = Answered<Routes['products.show']>['overrides'][number]
type Side = Override['side']

const OTHER: Readonly<Record<Side, Side>> = { store: 'target', target: 'store' }

interface OverridesCardProps {
  readonly overrides: readonly Override[]
  /** All of them are of the product that is looked at. */
  readonly isOfOne?: boolean
}

/** Values that gave way to those of the side that owns the field, the newest first. */
export function OverridesCard({ overrides, isOfOne = false }: OverridesCardProps) {
  const text = useText()
  const columns = useColumns(isOfOne)
  return (
    <Card title={text('products.overrides')} description={text('products.overrides.lead')} isFlush>
      {overrides.length === 0 ? (
        <p className={cx(styles.inside, styles.soft)}>{text('products.overrides.none')}</p>
      ) : (
        <DataTable
          label={text('products.overrides')}
          columns={columns}
          rows={overrides}
          rowKey={({ field, storeProduct, storeVariant, side, at }) =>
            [field, storeProduct, storeVariant, side, at].join(' ')
          }
        />
      )}
    </Card>
  )
}

function useColumns(isOfOne: boolean): readonly TableColumn<Override>[] {
  const text = useText()
  return [
    { key: 'what', title: text('products.field'), cell: (row) => <What override={row} isOfOne={isOfOne} /> },
    { key: 'lost', title: text('products.lost'), isExtra: true, cell: (row) => <Lost override={row} /> },
    { key: 'won', title: text('products.won'), isExtra: true, cell: (row) => <Won override={row} /> },
    {
      key: 'at',
      title: text('products.when'),
      isNumber: true,
      cell: ({ at }) => (
        <span className={cx(styles.soft)}>
          <Instant at={at} as="short" />
        </span>
      ),
    },
  ]
}

interface OverrideProps {
  readonly override: Override
}

function What({ override, isOfOne }: OverrideProps & { readonly isOfOne: boolean }) {
  const text = useText()
  const { organization } = useOrganization()
  const { integration } = productsRoute.useSearch()
  const { field, storeProduct, storeVariant, targetItem } = override
  return (
    <>
      {isOfOne ? (
        <span className={cx(styles.name)}>{fieldName(text, field)}</span>
      ) : (
        <TextLink
          to="/o/$organization/products"
          params={{ organization }}
          search={{ integration, tab: 'products', name: storeProduct }}
        >
          {fieldName(text, field)}
        </TextLink>
      )}
      <span className={cx(styles.below)}>{targetItem ?? storeVariant ?? storeProduct}</span>
      <span className={cx(styles.phone)}>
        <span className={cx(styles.pair)}>
          <span className={cx(styles.soft)}>{text('products.lost')}</span>
          <Lost override={override} />
        </span>
        <span className={cx(styles.pair)}>
          <span className={cx(styles.soft)}>{text('products.won')}</span>
          <Won override={override} />
        </span>
      </span>
    </>
  )
}

const Lost = ({ override: { field, lost, side } }: OverrideProps) => (
  <Said field={field} value={lost ?? null} from={side} />
)
const Won = ({ override: { field, won, side } }: OverrideProps) => (
  <Said field={field} value={won ?? null} from={OTHER[side]} />
)

function Said({ field, value, from }: { readonly field: string; readonly value: unknown; readonly from: Side }) {
  const text = useText()
  return (
    <span>
      <FieldValue field={field} value={value} />
      <span className={cx(styles.below)}>{text(`products.from.${from}`)}</span>
    </span>
  )
}
