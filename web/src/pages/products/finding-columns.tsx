import type { ApiCatalogFinding } from '#api/job-results/catalog'
import { useOrganization } from '#web/api/organization.tsx'
import { cx } from '#web/kit/class-names.ts'
import type { TableColumn } from '#web/kit/data-table.tsx'
import { TextLink } from '#web/kit/link.tsx'
import { useText } from '#web/languages/use-text.ts'
import { fieldName } from './field-name.ts'
import { FieldValue } from './field-value.tsx'
import { held } from './held.ts'
import { PartFromItem } from './part-from-item.tsx'
import styles from './products.module.css'

interface FindingProps {
  readonly finding: ApiCatalogFinding
}

interface FindingOfProps extends FindingProps {
  readonly integration: string
}

/** What it is about, what both sides hold, and what is done about it. */
export function useFindingColumns(integration: string): readonly TableColumn<ApiCatalogFinding>[] {
  const text = useText()
  return [
    {
      key: 'what',
      title: text('products.what'),
      cell: (finding) => <What finding={finding} integration={integration} />,
    },
    ...(['store', 'target'] as const).map((side) => ({
      key: side,
      title: text(`products.side.${side}`),
      isExtra: true,
      cell: (finding: ApiCatalogFinding) => <Held finding={finding} side={side} />,
    })),
    {
      key: 'done',
      title: text('products.done'),
      isExtra: true,
      cell: (finding) => <Done finding={finding} integration={integration} />,
    },
  ]
}

/** On a phone, everything stands below the name. */
function What({ finding, integration }: FindingOfProps) {
  const text = useText()
  const { organization } = useOrganization()
  const { kind, sku, storeProduct, storeVariant, targetItem, title, field } = finding
  const name = sku ?? title ?? targetItem ?? storeVariant ?? ''
  // A SKU that is not unique finds any of those that have it.
  const looked = kind === 'duplicate' ? storeProduct : (sku ?? storeProduct)
  const more = field === undefined ? (title === name ? null : title) : fieldName(text, field)
  return (
    <>
      {storeProduct === null || looked === null ? (
        <span className={cx(styles.name)}>{name}</span>
      ) : (
        <TextLink
          to="/o/$organization/products"
          params={{ organization }}
          search={{ integration, tab: 'products', name: looked }}
        >
          {name}
        </TextLink>
      )}
      {more === null ? null : <span className={cx(styles.below)}>{more}</span>}
      <span className={cx(styles.phone)}>
        {(['store', 'target'] as const).map((side) => (
          <span key={side} className={cx(styles.pair)}>
            <span className={cx(styles.soft)}>{text(`products.side.${side}`)}</span>
            <Held finding={finding} side={side} />
          </span>
        ))}
        <Done finding={finding} integration={integration} />
      </span>
    </>
  )
}

function Held({ finding, side }: FindingProps & { readonly side: 'store' | 'target' }) {
  const text = useText()
  const { field } = finding
  const value = held(finding, side)
  if (field !== undefined) return <FieldValue field={field} value={value ?? null} />
  if (value === null) return <span className={cx(styles.soft)}>{text('products.nothing')}</span>
  return (
    <span className={cx(styles.value)}>
      {side === 'store' ? text('products.look.variantId', { variant: String(value) }) : String(value)}
    </span>
  )
}

/** What has lost a side stays joined until a person parts the two. */
function Done({ finding, integration }: FindingOfProps) {
  const text = useText()
  const { kind, side = 'store', storeVariant, targetItem, sku } = finding
  const isGone = kind === 'gone-in-store' || kind === 'gone-in-target'
  return (
    <>
      {text(kind === 'write' ? `products.done.write.${side}` : `products.done.${kind}`)}
      {isGone && storeVariant !== null && targetItem !== null ? (
        <span className={cx(styles.above)}>
          <PartFromItem
            integration={integration}
            variant={storeVariant}
            name={sku ?? text('products.noSku')}
            item={targetItem}
          />
        </span>
      ) : null}
    </>
  )
}
