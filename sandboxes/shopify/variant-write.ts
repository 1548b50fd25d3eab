import { compare, type Decimal, decimal, isNegative, parseDecimal } from '#lib/decimal'
import { setSku } from './catalog.ts'
import type { InventoryItemState, OptionState, VariantState, WeightUnit } from './catalog-state.ts'
import { numericId } from './ids.ts'
import { type MetafieldInput, writeMetafields } from './metafield-write.ts'
import { itemChanged } from './products.ts'
import type { Shop } from './shop.ts'
import { type UserError, userError } from './user-errors.ts'

/** What an app may say about an inventory item. */
export interface ItemInput {
  readonly cost?: string | number | null
  readonly countryCodeOfOrigin?: string | null
  readonly provinceCodeOfOrigin?: string | null
  readonly harmonizedSystemCode?: string | null
  readonly measurement?: {
    readonly weight?: { readonly unit: WeightUnit; readonly value: number } | null
  } | null
  readonly requiresShipping?: boolean | null
  readonly sku?: string | null
  readonly tracked?: boolean | null
}

export interface OptionValueInput {
  readonly id?: string | null
  readonly name?: string | null
  readonly optionId?: string | null
  readonly optionName?: string | null
}

/** What an app may say about a variant. */
export interface VariantWrite {
  readonly id?: string | null
  readonly barcode?: string | null
  readonly price?: string | number | null
  readonly compareAtPrice?: string | number | null
  readonly taxable?: boolean | null
  readonly taxCode?: string | null
  readonly inventoryPolicy?: VariantState['inventoryPolicy'] | null
  readonly inventoryItem?: ItemInput | null
  readonly metafields?: readonly MetafieldInput[] | null
  readonly optionValues?: readonly OptionValueInput[] | null
  readonly sku?: string | null
}

const PRICE_LIMIT = decimal('1000000000000000000')
const UNIT_NAMES: Readonly<Record<WeightUnit, string>> = { KILOGRAMS: 'kg', GRAMS: 'g', POUNDS: 'lb', OUNCES: 'oz' }

/** What is wrong with the plain fields of a variant, as the vendor words and orders it. */
export function variantErrors(input: VariantWrite, field: readonly string[]): UserError[] {
  return [
    ...priceErrors(input.compareAtPrice, [...field, 'compareAtPrice'], 'Compare at price'),
    ...priceErrors(input.price, [...field, 'price'], 'Price'),
    ...itemErrors(input.inventoryItem ?? {}, [...field, 'inventoryItem']).map((error) => ({
      ...error,
      code: 'INVALID_INPUT',
    })),
  ]
}

function priceErrors(price: string | number | null | undefined, field: readonly string[], name: string): UserError[] {
  if (price == null) return []
  const amount = parseDecimal(price)
  if (amount === null) return [userError(field, `${name} is not a number`, 'INVALID_INPUT')]
  if (isNegative(amount))
    return [userError(field, `${name} must be greater than or equal to 0`, 'GREATER_THAN_OR_EQUAL_TO')]
  if (compare(amount, PRICE_LIMIT) < 0) return []
  return [userError(field, `must be less than ${PRICE_LIMIT}`, 'INVALID_INPUT')]
}

export function itemErrors(input: ItemInput, field: readonly string[]): UserError[] {
  const errors: UserError[] = []
  const cost = input.cost == null ? null : parseDecimal(input.cost)
  if (cost !== null && isNegative(cost))
    errors.push(userError([...field, 'cost'], 'Cost must be greater than or equal to 0'))
  const weight = input.measurement?.weight
  if (weight != null && weight.value < 0) {
    const unit = UNIT_NAMES[weight.unit]
    const message = `Measurement weight value ${weight.value} ${unit} must be >= 0 ${unit}`
    errors.push(userError([...field, 'measurement', 'weight'], message))
  }
  if (input.countryCodeOfOrigin === 'ZZ')
    errors.push(userError([...field, 'countryCodeOfOrigin'], 'Country code of origin is invalid'))
  if (input.harmonizedSystemCode != null && !/^\d{6,13}$/.test(input.harmonizedSystemCode)) {
    const message = 'Harmonized system code must be a number between six and thirteen digits'
    errors.push(userError([...field, 'harmonizedSystemCode'], message))
  }
  return errors
}

/** Sets what is given and differs; true when anything did. */
function assign<Target extends object>(target: Target, changes: Partial<Target>): boolean {
  const before = JSON.stringify(target, Object.keys(changes))
  Object.assign(target, changes)
  return JSON.stringify(target, Object.keys(changes)) !== before
}

/** A field that was said, also when it was said to be nothing. */
const said = <Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } =>
  (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value }

const amountOf = (value: string | number | null | undefined): Decimal | null | undefined =>
  value == null ? value : decimal(value)

/** Writes what is said about an item; true when it changed. The caller tells of it. */
export function writeItem(shop: Shop, variant: VariantState, input: ItemInput): boolean {
  const { item } = variant
  const weight = input.measurement?.weight
  const changed = assign<InventoryItemState>(item, {
    ...said('unitCost', amountOf(input.cost)),
    ...said('countryCodeOfOrigin', input.countryCodeOfOrigin),
    ...said('provinceCodeOfOrigin', input.provinceCodeOfOrigin),
    ...said('harmonizedSystemCode', input.harmonizedSystemCode),
    ...said('requiresShipping', input.requiresShipping ?? undefined),
    ...said('tracked', input.tracked ?? undefined),
  })
  const weighed = weight != null && (weight.value !== item.weight.value || weight.unit !== item.weight.unit)
  if (weighed) item.weight = { value: weight.value, unit: weight.unit }
  const renamed = input.sku !== undefined && blankToNull(input.sku) !== item.sku
  if (renamed) setSku(shop.catalog, variant, blankToNull(input.sku))
  return changed || weighed || renamed
}

const blankToNull = (text: string | null | undefined): string | null => (text === '' ? null : (text ?? null))

/** Writes what is said about a variant, items included; true when anything changed. */
export function writeVariant(shop: Shop, variant: VariantState, input: VariantWrite): boolean {
  const changed = assign<VariantState>(variant, {
    ...said('barcode', input.barcode === undefined ? undefined : blankToNull(input.barcode)),
    ...said('price', amountOf(input.price) ?? undefined),
    ...said('compareAtPrice', amountOf(input.compareAtPrice)),
    ...said('taxable', input.taxable ?? undefined),
    ...said('taxCode', input.taxCode),
    ...said('inventoryPolicy', input.inventoryPolicy ?? undefined),
  })
  const item = { ...input.inventoryItem, ...said('sku', input.sku ?? input.inventoryItem?.sku) }
  const itemMoved = writeItem(shop, variant, item)
  if (itemMoved) itemChanged(shop, variant)
  const fields = input.metafields == null ? false : writeMetafields(shop, variant, input.metafields)
  return changed || itemMoved || fields
}

/** Names of the chosen values per option, or what is wrong with the choice. */
export function chosenValues(
  options: readonly OptionState[],
  chosen: readonly OptionValueInput[],
  field: readonly string[],
  current: readonly string[] | null,
): { readonly values: readonly string[] } | { readonly errors: readonly UserError[] } {
  const errors: UserError[] = []
  const values: (string | undefined)[] = options.map((_, index) => current?.[index])
  chosen.forEach((choice, at) => {
    const path = [...field, 'optionValues', String(at)]
    const index = options.findIndex(
      (option) =>
        option.name === choice.optionName ||
        (choice.optionId != null && option.id === numericId(choice.optionId, 'ProductOption')) ||
        (choice.id != null &&
          option.values.some((value) => value.id === numericId(choice.id ?? '', 'ProductOptionValue'))),
    )
    const option = options[index]
    if (option === undefined) return errors.push(userError(path, 'Option does not exist', 'OPTION_DOES_NOT_EXIST'))
    const known = option.values.find((value) => value.id === numericId(choice.id ?? '', 'ProductOptionValue'))
    const name = choice.name ?? known?.name
    if (name == null) return errors.push(userError(path, 'Option value does not exist', 'OPTION_VALUE_DOES_NOT_EXIST'))
    return (values[index] = name)
  })
  options.forEach((option, index) => {
    if (values[index] === undefined && errors.length === 0) {
      const message = `You need to add option values for ${option.name}`
      errors.push(userError(field, message, 'NEED_TO_ADD_OPTION_VALUES'))
    }
  })
  return errors.length > 0 ? { errors } : { values: values.map((value) => value ?? '') }
}

/** The refusal of a choice that another variant has. */
export function takenErrors(
  variants: readonly Pick<VariantState, 'values'>[],
  values: readonly string[],
  field: readonly string[],
): UserError[] {
  const title = values.join(' / ')
  if (!variants.some((variant) => variant.values.join(' / ').toLowerCase() === title.toLowerCase())) return []
  const message = `The variant '${title}' already exists. Please change at least one option value.`
  return [userError(field, message, 'VARIANT_ALREADY_EXISTS')]
}
