import { DEFAULT_TITLE, hasOnlyDefault, settleOptions } from './catalog.ts'
import { announceItem, createVariant } from './catalog-create.ts'
import type { ProductState, VariantState } from './catalog-state.ts'
import { itemView, productView, variantView } from './catalog-view.ts'
import type { View } from './connections.ts'
import { numericId } from './ids.ts'
import { checkSize } from './inventory-checks.ts'
import { deleteVariants, itemChanged, variantChanged } from './products.ts'
import type { Shop } from './shop.ts'
import { productChanged } from './stock.ts'
import { type UserError, userError } from './user-errors.ts'
import {
  chosenValues,
  type ItemInput,
  itemErrors,
  takenErrors,
  variantErrors,
  type VariantWrite,
  writeItem,
  writeVariant,
} from './variant-write.ts'

interface BulkVariant extends VariantWrite {
  readonly inventoryQuantities?: readonly { readonly locationId: string; readonly availableQuantity: number }[] | null
}

interface BulkArgs {
  readonly productId: string
  readonly variants: readonly BulkVariant[]
  readonly allowPartialUpdates?: boolean | null
  readonly strategy?: 'DEFAULT' | 'PRESERVE_STANDALONE_VARIANT' | 'REMOVE_STANDALONE_VARIANT' | null
}

const noProduct: readonly UserError[] = [userError(['productId'], 'Product does not exist', 'PRODUCT_DOES_NOT_EXIST')]

/** What an app may do to the variants of a product. */
export function variantMutations(shop: Shop): View {
  const find = (id: string): ProductState | undefined => shop.catalog.products.get(numericId(id, 'Product') ?? -1)
  const answer = (
    product: ProductState | null,
    variants: readonly VariantState[] | null,
    errors: readonly UserError[],
  ) => ({
    product: product === null ? null : productView(shop, product),
    productVariants: variants?.map((variant) => variantView(shop, variant)) ?? null,
    userErrors: errors,
  })
  return {
    productVariantsBulkUpdate(args: BulkArgs) {
      checkSize(args.variants, ['productVariantsBulkUpdate', 'variants'])
      const product = find(args.productId)
      if (product === undefined) return answer(null, null, noProduct)
      const { written, errors } = bulkUpdate(shop, product, args)
      return answer(product, written, errors)
    },
    productVariantsBulkCreate(args: BulkArgs) {
      checkSize(args.variants, ['productVariantsBulkCreate', 'variants'])
      const product = find(args.productId)
      if (product === undefined) return answer(null, null, noProduct)
      const { written, errors } = bulkCreate(shop, product, args)
      return answer(product, written, errors)
    },
    productVariantsBulkDelete({ productId, variantsIds }: { productId: string; variantsIds: readonly string[] }) {
      checkSize(variantsIds, ['productVariantsBulkDelete', 'variantsIds'])
      const product = find(productId)
      if (product === undefined) return { product: null, userErrors: noProduct }
      const errors = bulkDelete(shop, product, variantsIds)
      return { product: errors.length > 0 ? null : productView(shop, product), userErrors: errors }
    },
    inventoryItemUpdate({ id, input }: { id: string; input: ItemInput }) {
      const variant = shop.catalog.variantByItem.get(numericId(id, 'InventoryItem') ?? -1)
      if (variant === undefined) {
        const message = "The product couldn't be updated because it does not exist."
        return { inventoryItem: null, userErrors: [userError(['id'], message)] }
      }
      const errors = itemErrors(input, ['input'])
      if (errors.length > 0) return { inventoryItem: null, userErrors: errors }
      if (writeItem(shop, variant, input)) {
        itemChanged(shop, variant)
        variantChanged(shop, variant)
        productChanged(shop, variant.product)
      }
      return { inventoryItem: itemView(shop, variant.item), userErrors: [] }
    },
  }
}

interface Written {
  readonly written: readonly VariantState[] | null
  readonly errors: readonly UserError[]
}

/** One row that can be written: to which variant, and with which option values. */
interface Plan {
  readonly variant: VariantState
  readonly values: readonly string[] | null
  readonly input: BulkVariant
}

function bulkUpdate(shop: Shop, product: ProductState, { variants, allowPartialUpdates }: BulkArgs): Written {
  const errors: UserError[] = []
  const plans = variants.flatMap((input, index): Plan[] => {
    const plan = planUpdate(product, input, ['variants', String(index)])
    if ('errors' in plan) errors.push(...plan.errors)
    return 'errors' in plan ? [] : [plan]
  })
  if (errors.length > 0 && allowPartialUpdates !== true) return { written: null, errors }
  let changed = false
  for (const { variant, values, input } of plans) {
    const written = writeVariant(shop, variant, input)
    const chosen = values !== null && values.join('\n') !== variant.values.join('\n')
    if (chosen) variant.values = values
    if (!written && !chosen) continue
    changed = true
    variantChanged(shop, variant)
  }
  if (changed) {
    settleOptions(product, () => shop.ids.next('ProductOptionValue'))
    productChanged(shop, product)
  }
  return { written: plans.map((plan) => plan.variant), errors }
}

function planUpdate(
  product: ProductState,
  input: BulkVariant,
  field: readonly string[],
): Plan | { readonly errors: readonly UserError[] } {
  const failed = (key: string, message: string, code: string) => ({
    errors: [userError([...field, key], message, code)],
  })
  if (input.id == null) return failed('id', 'Product variant is missing ID attribute', 'PRODUCT_VARIANT_ID_MISSING')
  const variant = product.variants.find((entry) => entry.id === numericId(input.id ?? '', 'ProductVariant'))
  if (variant === undefined) return failed('id', 'Product variant does not exist', 'PRODUCT_VARIANT_DOES_NOT_EXIST')
  if (input.inventoryQuantities != null) {
    const message =
      'Inventory quantities can only be provided during create. To update inventory for existing variants, use inventoryAdjustQuantities.'
    return failed('inventoryQuantities', message, 'NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE')
  }
  const wrong = variantErrors(input, field)
  if (wrong.length > 0) return { errors: wrong }
  if (input.optionValues == null) return { variant, values: null, input }
  const chosen = chosenValues(product.options, input.optionValues, field, variant.values)
  if ('errors' in chosen) return chosen
  const others = product.variants.filter((entry) => entry !== variant)
  const taken = takenErrors(others, chosen.values, field)
  return taken.length > 0 ? { errors: taken } : { variant, values: chosen.values, input }
}

function bulkCreate(shop: Shop, product: ProductState, { variants, strategy }: BulkArgs): Written {
  const standalone = product.variants.length === 1 ? product.variants[0] : undefined
  const removes =
    standalone !== undefined &&
    (strategy === 'REMOVE_STANDALONE_VARIANT' || ((strategy ?? 'DEFAULT') === 'DEFAULT' && hasOnlyDefault(product)))
  const kept = removes ? [] : product.variants
  const errors: UserError[] = []
  const planned: { readonly values: readonly string[]; readonly input: BulkVariant }[] = []
  variants.forEach((input, index) => {
    const field = ['variants', String(index)]
    if (input.id != null)
      return errors.push(userError([...field, 'id'], 'On create, this key cannot be used.', 'NO_KEY_ON_CREATE'))
    errors.push(...variantErrors(input, field), ...stockErrors(shop, input, field))
    const choice = input.optionValues ?? (removes ? product.options.map(defaultChoice) : [])
    const chosen = chosenValues(product.options, choice, field, null)
    if ('errors' in chosen) return errors.push(...chosen.errors)
    errors.push(...takenErrors([...kept, ...planned], chosen.values, field))
    return planned.push({ values: chosen.values, input })
  })
  if (errors.length > 0) return { written: null, errors }
  const made = planned.map(({ values, input }) => {
    const variant = createVariant(shop, product, { values, tracked: false, stock: startStock(input) })
    writeVariant(shop, variant, input)
    announceItem(shop, variant.item, 'create')
    return variant
  })
  if (removes) deleteVariants(shop, [standalone])
  else {
    settleOptions(product, () => shop.ids.next('ProductOptionValue'), true)
    productChanged(shop, product)
  }
  return { written: made, errors: [] }
}

const defaultChoice = ({ name }: ProductState['options'][number]) => ({ optionName: name, name: DEFAULT_TITLE })

function stockErrors(shop: Shop, { inventoryQuantities }: BulkVariant, field: readonly string[]): UserError[] {
  const message = 'Quantity could not be set. The location was not found.'
  return (inventoryQuantities ?? []).flatMap(({ locationId }, index) =>
    shop.locations.some((entry) => entry.id === numericId(locationId, 'Location'))
      ? []
      : [
          userError(
            [...field, 'inventoryQuantities', String(index), 'locationId'],
            message,
            'TRACKED_VARIANT_LOCATION_NOT_FOUND',
          ),
        ],
  )
}

/** Stock by location, or none at the default one. */
const startStock = ({ inventoryQuantities }: BulkVariant): number | Record<number, number> =>
  inventoryQuantities == null || inventoryQuantities.length === 0
    ? 0
    : Object.fromEntries(
        inventoryQuantities.map((entry) => [numericId(entry.locationId, 'Location') ?? 0, entry.availableQuantity]),
      )

function bulkDelete(shop: Shop, product: ProductState, ids: readonly string[]): UserError[] {
  const found = ids.map((id) => product.variants.find((variant) => variant.id === numericId(id, 'ProductVariant')))
  const wrong = found.flatMap((variant, index) => (variant === undefined ? [index] : []))
  if (wrong.length > 0) {
    const message = 'At least one variant does not belong to the product'
    return wrong.map((index) =>
      userError(['variantsIds', String(index)], message, 'AT_LEAST_ONE_VARIANT_DOES_NOT_BELONG_TO_THE_PRODUCT'),
    )
  }
  const variants = [...new Set(found)].filter((variant) => variant !== undefined)
  if (variants.length === product.variants.length)
    return [userError(['variantsIds'], 'Cannot delete default variant', 'CANNOT_DELETE_LAST_VARIANT')]
  deleteVariants(shop, variants)
  return []
}
