import { RefreshCw } from 'lucide-react'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Notice } from '#web/kit/notice.tsx'
import { ServerText } from '#web/languages/server-text.tsx'
import { useText } from '#web/languages/use-text.ts'
import { FieldTable } from './field-table.tsx'
import { OverridesCard } from './overrides-card.tsx'
import { PartFromItem } from './part-from-item.tsx'
import styles from './products.module.css'
import type { LookedUp as Shown } from './use-look.ts'

interface ProductShownProps {
  readonly integration: string
  readonly product: Shown
  readonly isReading: boolean
  /** Reads both systems again. */
  readonly onRead: () => void
}

/** What both sides say of a product, of each of its variants, and what stands in the way. */
export function ProductShown({ integration, product, isReading, onRead }: ProductShownProps) {
  const text = useText()
  const { title, fields, variants, unbound, problems, overrides } = product
  return (
    <>
      {problems.map((problem) => (
        <Notice key={problem} tone="warn" title={<ServerText text={problem} />} />
      ))}
      <Card
        title={title}
        description={text('products.look.product', { product: product.product })}
        action={
          <Button size="small" icon={RefreshCw} isBusy={isReading} onPress={onRead}>
            {text('products.look.again')}
          </Button>
        }
        isFlush
      >
        {fields.length === 0 ? (
          <p className={cx(styles.inside, styles.soft)}>
            {text(variants.length === 0 ? 'products.look.noItems' : 'products.look.noFields')}
          </p>
        ) : (
          <FieldTable label={title} fields={fields} />
        )}
      </Card>
      {variants.map((variant) => (
        <VariantCard key={variant.variant} integration={integration} variant={variant} onParted={onRead} />
      ))}
      {unbound.length === 0 ? null : <Unbound variants={unbound} />}
      {overrides.length === 0 ? null : <OverridesCard overrides={overrides} isOfOne />}
    </>
  )
}

interface VariantCardProps {
  readonly integration: string
  readonly variant: Shown['variants'][number]
  readonly onParted: () => void
}

function VariantCard({ integration, variant: { variant, sku, item, fields }, onParted }: VariantCardProps) {
  const text = useText()
  const name = sku ?? text('products.noSku')
  return (
    <Card
      title={text('products.look.variant', { sku: name })}
      description={text('products.look.joined', { variant, item })}
      action={<PartFromItem integration={integration} variant={variant} name={name} item={item} onParted={onParted} />}
      isFlush
    >
      <FieldTable label={name} fields={fields} />
    </Card>
  )
}

function Unbound({ variants }: { readonly variants: Shown['unbound'] }) {
  const text = useText()
  return (
    <Card title={text('products.unbound')} description={text('products.unbound.lead')} isFlush>
      <ul>
        {variants.map(({ variant, sku }) => (
          <li key={variant} className={cx(styles.cause)}>
            <span>{sku ?? text('products.noSku')}</span>
            <span className={cx(styles.soft)}>{text('products.look.variantId', { variant })}</span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
