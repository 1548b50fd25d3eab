import type { Context } from '#contract/context'
import type { ProductSource, ProductTarget } from '#contract/products'
import type { OpenConnection } from '#engine/connections'
import { TillbridgeError } from '#lib/errors'
import type { Product, Variant } from '#model/product'
import type { Importing } from './import.ts'

export type Side = 'store' | 'target'

/** The connection on one side of an integration. */
export async function openSide(
  {
    services,
    request,
    integration,
  }: Pick<Importing, 'services' | 'integration'> & { readonly request: { readonly organizationId: string } },
  side: Side,
): Promise<OpenConnection> {
  const { storeConnectionId, targetConnectionId } = integration.row
  return services.connections.open(request.organizationId, side === 'store' ? storeConnectionId : targetConnectionId)
}

/** @throws {TillbridgeError} `rejected`, `FILE_IMPORT_IMPOSSIBLE`. */
export function productsOf({ connector }: OpenConnection): {
  readonly source: ProductSource<never>
  readonly sink: ProductTarget<never>
} {
  const source = connector.reads.products as ProductSource<never> | undefined
  const sink = connector.writes.products as ProductTarget<never> | undefined
  if (source !== undefined && sink !== undefined) return { source, sink }
  throw impossible(`${connector.name} takes no products.`)
}

export const impossible = (message: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'FILE_IMPORT_IMPOSSIBLE',
    message,
    remedy: 'Choose the other side with --into, or another kind of file.',
  })

/** A variant with the product that it belongs to. */
export interface KnownVariant {
  readonly product: Product
  readonly variant: Variant
}

/** Every variant by its SKU; `several` = more than one has it, and nobody can tell which is meant. */
export async function variantsBySku(
  context: Context<never>,
  source: ProductSource<never>,
): Promise<Map<string, KnownVariant | 'several'>> {
  const found = new Map<string, KnownVariant | 'several'>()
  for await (const { products } of source.all(context)) {
    for (const product of products) {
      for (const variant of product.variants) {
        if (variant.sku !== null) found.set(variant.sku, found.has(variant.sku) ? 'several' : { product, variant })
      }
    }
  }
  return found
}
