import type {
  BulkVariantChange,
  ProductChanges,
  ProductTarget,
  VariantChanges,
  VariantOutcome,
} from '#contract/products'
import { TillbridgeError } from '#lib/errors'
import { change, PAGE_SIZE, type WooContext } from './client.ts'
import { isRefusedAs } from './failures.ts'
import { headOf } from './map-product.ts'
import { addVariants, create } from './products-create.ts'
import { fetchProduct, readingOf } from './products.ts'
import { headInput } from './products-head.ts'
import type { WooSettings } from './settings.ts'
import { writeVariants } from './variants-write.ts'
import { product, PRODUCTS } from './vendor-product.ts'

const PRODUCT_FIELDS = [
  'title',
  'description',
  'status',
  'handle',
  'images',
  'customFields',
] as const satisfies readonly (keyof ProductChanges)[]
const VARIANT_FIELDS = [
  'sku',
  'barcode',
  'price',
  'compareAtPrice',
  'weight',
  'taxClass',
  'requiresShipping',
  'tracked',
] as const satisfies readonly (keyof VariantChanges)[]

export const productTarget: ProductTarget<WooSettings> = {
  fields: { product: PRODUCT_FIELDS, variant: VARIANT_FIELDS },
  largestBatch: PAGE_SIZE,
  // No field of ours can be searched for: `create` looks whether the product is there by its SKUs.
  find: async () => null,
  create,
  update,
  updateVariants,
  addVariants,
  updateInBulk,
}

async function update(
  context: WooContext,
  externalId: string,
  changes: ProductChanges,
): Promise<ProductChanges | null> {
  const route = `${PRODUCTS}/${externalId}`
  // The main picture alone is told; the others stay where they are.
  const gallery = changes.images === undefined ? [] : ((await fetchProduct(context, externalId))?.images.slice(1) ?? [])
  const json = headInput(changes, gallery)
  try {
    const shown = await change(context, { method: 'PUT', route, json }, product)
    return headOf(shown, await readingOf(context))
  } catch (error) {
    if (!isRefusedAs(error, 'woocommerce_rest_product_invalid_id')) throw error
    throw new TillbridgeError({
      kind: 'conflict',
      code: 'WOOCOMMERCE_PRODUCT_GONE',
      message: `The product ${externalId} was deleted in WooCommerce meanwhile.`,
    })
  }
}

const parentOf = ({ productExternalId, externalId }: Omit<BulkVariantChange, 'changes'>): string | null =>
  productExternalId === externalId ? null : productExternalId

/** A product without options is a variant itself. */
async function updateVariants(
  context: WooContext,
  productExternalId: string,
  variants: readonly { readonly externalId: string; readonly changes: VariantChanges }[],
): Promise<readonly VariantOutcome[]> {
  const rows = variants.map((variant) => ({ ...variant, productExternalId }))
  const outcomes = new Map<string, VariantOutcome>()
  for (const [parent, own] of Map.groupBy(rows, parentOf))
    for (const outcome of await writeVariants(context, parent, own)) outcomes.set(outcome.externalId, outcome)
  return variants.flatMap(({ externalId }) => outcomes.get(externalId) ?? [])
}

/** Products without options a hundred at once, whatever product they are; variations product by product. */
async function* updateInBulk(context: WooContext, changes: readonly BulkVariantChange[]) {
  let done = 0
  for (const [parent, own] of Map.groupBy(changes, parentOf)) {
    for (let start = 0; start < own.length; start += PAGE_SIZE) {
      const outcomes = await writeVariants(context, parent, own.slice(start, start + PAGE_SIZE))
      done += outcomes.length
      yield { done, outcomes }
    }
  }
}
