import { settleOptions } from './catalog.ts'
import { announceItem, createProduct, createVariant } from './catalog-create.ts'
import { identifiedProduct } from './catalog-queries.ts'
import type { ProductState, VariantState } from './catalog-state.ts'
import { productView } from './catalog-view.ts'
import type { View } from './connections.ts'
import { numericId } from './ids.ts'
import { checkSize } from './inventory-checks.ts'
import { fullNamespace } from './metafield-view.ts'
import { announceNew, deleteVariants, variantChanged } from './products.ts'
import { handleFor, pictureOf, productErrors, type ProductWrite, writeProduct } from './product-write.ts'
import type { Shop } from './shop.ts'
import { levelAt, moveStock, productChanged, quantityOf, setLevelActive } from './stock.ts'
import { type UserError, userError } from './user-errors.ts'
import { chosenValues, takenErrors, variantErrors, type VariantWrite, writeVariant } from './variant-write.ts'

interface SetVariant extends VariantWrite {
  readonly inventoryQuantities?:
    | readonly { readonly locationId: string; readonly name: string; readonly quantity: number }[]
    | null
}

interface SetOption {
  readonly id?: string | null
  readonly name?: string | null
  readonly values?: readonly { readonly id?: string | null; readonly name?: string | null }[] | null
}

export interface ProductSetInput extends ProductWrite {
  readonly id?: string | null
  readonly productOptions?: readonly SetOption[] | null
  readonly variants?: readonly SetVariant[] | null
  readonly files?: readonly { readonly originalSource?: string | null; readonly alt?: string | null }[] | null
}

export interface ProductSetArgs {
  readonly identifier?: {
    readonly id?: string | null
    readonly handle?: string | null
    readonly customId?: { readonly namespace?: string | null; readonly key: string; readonly value: string } | null
  } | null
  readonly input: ProductSetInput
  readonly synchronous?: boolean | null
}

const VARIANT_LIMIT = 2048
const OPTION_LIMIT = 3
// Codes that the plain checks share with other mutations and that this one does not have.
const OWN_CODES: Readonly<Record<string, string>> = {
  GREATER_THAN_OR_EQUAL_TO: 'INVALID_VARIANT',
  VARIANT_ALREADY_EXISTS: 'INVALID_VARIANT',
  NEED_TO_ADD_OPTION_VALUES: 'INVALID_VARIANT',
}

/** What a call of `productSet` comes to. */
export interface SetResult {
  readonly product: ProductState | null
  readonly errors: readonly UserError[]
}

/** Creates or replaces a product: lists that are given are the whole truth, what they leave out is deleted. */
export function setProduct(shop: Shop, { identifier, input }: ProductSetArgs): SetResult {
  checkSize(input.variants ?? [], ['productSet', 'input', 'variants'], VARIANT_LIMIT)
  const failed = (...errors: UserError[]): SetResult => ({ product: null, errors })
  if (identifier != null && input.id != null)
    return failed(userError(['input'], 'The id field is not allowed if identifier is provided.', 'ID_NOT_ALLOWED'))
  const known = identifiedProduct(shop.catalog, identifier ?? { id: input.id ?? null })
  const wrong = [...identityErrors(identifier, input, known), ...shapeErrors(input)]
  if (wrong.length > 0) return failed(...wrong)
  const errors = productErrors(shop, known, input, ['input']).map((error) => ({
    ...error,
    code: error.message.startsWith('Handle') ? 'HANDLE_NOT_UNIQUE' : 'INVALID_PRODUCT',
  }))
  const options = optionNames(input, known)
  const plan = planVariants(input, known, options)
  if (errors.length + plan.errors.length > 0) return failed(...errors, ...plan.errors)
  return { product: apply(shop, known, input, plan), errors: [] }
}

function identityErrors(
  identifier: ProductSetArgs['identifier'],
  input: ProductSetInput,
  known: ProductState | null,
): UserError[] {
  const missing = 'The input field corresponding to the identifier is required.'
  const mismatch = 'The identifier value does not match the value of the corresponding field in the input.'
  if (identifier?.id != null || (identifier == null && input.id != null)) {
    return known === null ? [userError(['input'], 'Product does not exist', 'PRODUCT_DOES_NOT_EXIST')] : []
  }
  if (identifier?.handle != null) {
    if (input.handle == null) return [userError(['input', 'handle'], missing, 'MISSING_FIELD_REQUIRED')]
    return input.handle === identifier.handle ? [] : [userError(['input', 'handle'], mismatch, 'INPUT_MISMATCH')]
  }
  const { customId } = identifier ?? {}
  if (customId == null) return []
  const stated = input.metafields?.some(
    (field) =>
      fullNamespace(field.namespace) === fullNamespace(customId.namespace) &&
      field.key === customId.key &&
      field.value === customId.value,
  )
  const needed = known === null ? stated === true : stated !== false
  const message = 'The input argument `metafields` (if present) must contain the `customId` value.'
  return needed ? [] : [userError(['input', 'metafields'], message, 'METAFIELD_MISMATCH')]
}

function shapeErrors({ productOptions, variants }: ProductSetInput): UserError[] {
  if (variants != null && productOptions == null) {
    const message = 'Must specify product options when updating variants.'
    return [userError(['input', 'productOptions'], message, 'PRODUCT_OPTIONS_INPUT_MISSING')]
  }
  if (variants == null && productOptions != null)
    return [userError(['input', 'variants'], 'Must specify variants when updating options.', 'VARIANTS_INPUT_MISSING')]
  if ((productOptions ?? []).length > OPTION_LIMIT)
    return [userError(['input', 'productOptions'], 'Options over limit.', 'OPTIONS_OVER_LIMIT')]
  const names = (productOptions ?? []).map((option) => option.name ?? '')
  return (productOptions ?? []).flatMap((option, index) => {
    const field = ['input', 'productOptions', String(index)]
    if (names.indexOf(names[index] ?? '') < index)
      return [userError(field, 'Duplicated option name.', 'DUPLICATED_OPTION_NAME')]
    if ((option.values ?? []).length > 0) return []
    return [userError(field, 'Each option must have at least one option value specified.', 'OPTION_VALUES_MISSING')]
  })
}

/** The options as they will be; values keep their ids by name. */
function optionNames({ productOptions }: ProductSetInput, known: ProductState | null): ProductState['options'] {
  if (productOptions == null) return known?.options ?? []
  return productOptions.map((option) => {
    const same = known?.options.find(
      (entry) => entry.name === option.name || entry.id === numericId(option.id ?? '', 'ProductOption'),
    )
    const values = (option.values ?? []).map((value) => {
      const kept = same?.values.find(
        (entry) => entry.name === value.name || entry.id === numericId(value.id ?? '', 'ProductOptionValue'),
      )
      return { id: kept?.id ?? 0, name: value.name ?? kept?.name ?? '' }
    })
    return { id: same?.id ?? 0, name: option.name ?? same?.name ?? '', values }
  })
}

interface Row {
  readonly variant: VariantState | null
  readonly values: readonly string[]
  readonly input: SetVariant
}

interface Plan {
  readonly options: ProductState['options']
  /** `null` when the variants stay as they are. */
  readonly rows: readonly Row[] | null
  readonly errors: readonly UserError[]
}

function planVariants(input: ProductSetInput, known: ProductState | null, options: ProductState['options']): Plan {
  if (input.variants == null) return { options, rows: null, errors: [] }
  const errors: UserError[] = []
  const rows: Row[] = []
  input.variants.forEach((row, index) => {
    const field = ['input', 'variants', String(index)]
    errors.push(...variantErrors(row, field))
    const chosen = chosenValues(options, row.optionValues ?? [], field, null)
    if ('errors' in chosen) return errors.push(...chosen.errors)
    const { values } = chosen
    const unknown = values.findIndex((name, at) => options[at]?.values.every((value) => value.name !== name) === true)
    if (unknown !== -1) {
      const path = [...field, 'optionValues', String(unknown)]
      return errors.push(userError(path, 'Option value does not exist', 'OPTION_VALUE_DOES_NOT_EXIST'))
    }
    errors.push(...takenErrors(rows, values, field))
    const id = row.id == null ? null : numericId(row.id, 'ProductVariant')
    const variant =
      known?.variants.find((entry) =>
        id === null ? entry.values.join('\n') === values.join('\n') : entry.id === id,
      ) ?? null
    if (id !== null && variant === null)
      return errors.push(
        userError([...field, 'id'], 'Product variant does not exist', 'PRODUCT_VARIANT_DOES_NOT_EXIST'),
      )
    return rows.push({ variant, values, input: row })
  })
  return {
    options,
    rows,
    errors: errors.map((error) => ({ ...error, code: OWN_CODES[error.code ?? ''] ?? error.code })),
  }
}

function apply(shop: Shop, known: ProductState | null, input: ProductSetInput, { options, rows }: Plan): ProductState {
  const product =
    known ??
    createProduct(shop, {
      title: input.title ?? '',
      handle: handleFor(shop, input),
      status: input.status ?? 'ACTIVE',
      giftCard: input.giftCard ?? false,
      variants: rows === null ? [{ tracked: false }] : [],
    })
  let changed = writeProduct(shop, product, known === null ? { ...input, handle: null } : input, true)
  if (input.files != null) {
    product.media = input.files.map((file) => pictureOf(shop, file))
    changed = true
  }
  if (rows !== null) changed = applyVariants(shop, product, options, rows) || changed
  if (known === null) announceNew(shop, product)
  else if (changed) productChanged(shop, product)
  return product
}

function applyVariants(
  shop: Shop,
  product: ProductState,
  options: ProductState['options'],
  rows: readonly Row[],
): boolean {
  const before = JSON.stringify([product.options, product.variants.map((variant) => [variant.id, variant.values])])
  const numbered = (id: number, type: string): number => (id === 0 ? shop.ids.next(type) : id)
  product.options = options.map((option) => ({
    id: numbered(option.id, 'ProductOption'),
    name: option.name,
    values: option.values.map((value) => ({ id: numbered(value.id, 'ProductOptionValue'), name: value.name })),
  }))
  let changed = false
  const isNew = product.variants.length === 0
  const kept = rows.map(({ variant, values, input }) => {
    const written = variant ?? createVariant(shop, product, { values, tracked: false })
    if (variant === null && !isNew) announceItem(shop, written.item, 'create')
    written.values = values
    const differs = writeVariant(shop, written, input)
    setQuantities(shop, written, input)
    if (differs) variantChanged(shop, written)
    changed = changed || differs
    return written
  })
  const dropped = product.variants.filter((variant) => !kept.includes(variant))
  if (dropped.length > 0) deleteVariants(shop, dropped, false)
  product.variants = kept
  settleOptions(product, () => shop.ids.next('ProductOptionValue'), true)
  const after = JSON.stringify([product.options, product.variants.map((variant) => [variant.id, variant.values])])
  return changed || before !== after
}

function setQuantities(shop: Shop, { item }: VariantState, { inventoryQuantities }: SetVariant): void {
  for (const { locationId, name, quantity } of inventoryQuantities ?? []) {
    const level = levelAt(shop, item, numericId(locationId, 'Location') ?? 0)
    if (!level.isActive) setLevelActive(shop, level, true)
    const current = quantityOf(level, name === 'on_hand' ? 'on_hand' : 'available')
    if (current !== quantity) moveStock(shop, [{ level, deltas: { available: quantity - current } }])
  }
}

export const setAnswer = (shop: Shop, { product, errors }: SetResult): View => ({
  product: product === null ? null : productView(shop, product),
  productSetOperation: null,
  userErrors: errors,
})
