import { DEFAULT_TITLE, settleOptions } from './catalog.ts'
import { createProduct, createVariant } from './catalog-create.ts'
import { identifiedProduct } from './catalog-queries.ts'
import type { ProductState } from './catalog-state.ts'
import { productView } from './catalog-view.ts'
import type { View } from './connections.ts'
import { gid, numericId } from './ids.ts'
import { announceNew, deleteProduct } from './products.ts'
import { handleFor, pictureOf, productErrors, type ProductWrite, writeProduct } from './product-write.ts'
import type { Shop } from './shop.ts'
import { shopView } from './shop-view.ts'
import { productChanged } from './stock.ts'
import { type UserError, userError } from './user-errors.ts'

export interface OptionInput {
  readonly name?: string | null
  readonly position?: number | null
  readonly values?: readonly { readonly name?: string | null }[] | null
}

interface CreateInput extends ProductWrite {
  readonly id?: string | null
  readonly productOptions?: readonly OptionInput[] | null
}

interface Medium {
  readonly alt?: string | null
  readonly originalSource: string
}

interface CreateArgs {
  readonly product?: CreateInput | null
  readonly input?: CreateInput | null
  readonly media?: readonly Medium[] | null
}

interface UpdateArgs extends CreateArgs {
  readonly identifier?: Parameters<typeof identifiedProduct>[1] | null
}

/** What an app may do to a product as a whole. */
export function productMutations(shop: Shop): View {
  return {
    productCreate({ product, input, media }: CreateArgs) {
      const given = product ?? input ?? {}
      const errors = [...productErrors(shop, null, given, ['input']), ...optionErrors(given.productOptions ?? [])]
      if (errors.length > 0) return { product: null, shop: () => shopView(shop), userErrors: errors }
      const made = createFrom(shop, given)
      addMedia(shop, made, media)
      announceNew(shop, made)
      return { product: productView(shop, made), shop: () => shopView(shop), userErrors: [] }
    },
    productUpdate({ product, input, identifier, media }: UpdateArgs) {
      const given = product ?? input ?? {}
      const known = identifiedProduct(shop.catalog, identifier ?? { id: given.id ?? null })
      if (known === null) return { product: null, userErrors: [userError(['id'], 'Product does not exist')] }
      const errors = productErrors(shop, known, given, ['input'])
      if (errors.length > 0) return { product: productView(shop, known), userErrors: errors }
      const illustrated = addMedia(shop, known, media)
      if (writeProduct(shop, known, given) || illustrated) productChanged(shop, known)
      return { product: productView(shop, known), userErrors: [] }
    },
    productDelete({ input }: { input: { id: string } }) {
      const known = shop.catalog.products.get(numericId(input.id, 'Product') ?? -1)
      const answer = { productDeleteOperation: null, shop: () => shopView(shop) }
      if (known === undefined)
        return { ...answer, deletedProductId: null, userErrors: [userError(['id'], 'Product does not exist')] }
      deleteProduct(shop, known)
      return { ...answer, deletedProductId: gid('Product', known.id), userErrors: [] }
    },
    productOptionsCreate: (args: OptionsArgs) => addOptions(shop, args),
  }
}

function optionErrors(options: readonly OptionInput[]): UserError[] {
  const names = options.map((option) => option.name?.trim().toLowerCase() ?? '')
  if (options.length > 3) return [userError(['input', 'productOptions'], 'Options are over the limit of 3.')]
  return options.flatMap((option, index) => {
    const field = ['input', 'productOptions', String(index)]
    if (names[index] === '') return [userError([...field, 'name'], 'Each option must have a name specified.')]
    if (names.indexOf(names[index] ?? '') < index) return [userError(field, 'Duplicated option name.')]
    if ((option.values ?? []).length === 0)
      return [userError(field, `Option '${option.name}' must specify at least one option value.`)]
    return []
  })
}

/** A product with its first variant: an app adds the others afterwards. */
function createFrom(shop: Shop, input: CreateInput): ProductState {
  const options = input.productOptions ?? []
  const product = createProduct(shop, {
    title: input.title ?? '',
    handle: handleFor(shop, input),
    status: input.status ?? 'ACTIVE',
    giftCard: input.giftCard ?? false,
    ...(options.length === 0 ? {} : { options: options.map((option) => option.name ?? '') }),
    variants: [
      {
        tracked: false,
        ...(options.length === 0 ? {} : { values: options.map((option) => option.values?.[0]?.name ?? '') }),
      },
    ],
  })
  // Values that no variant has yet are kept: the merchant may still add variants for them.
  product.options.forEach((option, index) => {
    for (const { name } of options[index]?.values?.slice(1) ?? [])
      option.values.push({ id: shop.ids.next('ProductOptionValue'), name: name ?? '' })
  })
  writeProduct(shop, product, { ...input, handle: null })
  return product
}

function addMedia(shop: Shop, product: ProductState, media: readonly Medium[] | null | undefined): boolean {
  if (media == null || media.length === 0) return false
  product.media = [...product.media, ...media.map((entry) => pictureOf(shop, entry))]
  return true
}

interface OptionsArgs {
  readonly productId: string
  readonly options: readonly OptionInput[]
  readonly variantStrategy?: 'CREATE' | 'LEAVE_AS_IS' | null
}

function addOptions(shop: Shop, { productId, options, variantStrategy }: OptionsArgs): View {
  const product = shop.catalog.products.get(numericId(productId, 'Product') ?? -1)
  const failed = (error: UserError): View => ({
    product: product === undefined ? null : productView(shop, product),
    userErrors: [error],
  })
  if (product === undefined) return failed(userError(['productId'], 'Product does not exist', 'PRODUCT_DOES_NOT_EXIST'))
  const plain =
    product.options.length === 1 && product.options[0]?.values.every(({ name }) => name === DEFAULT_TITLE) === true
  if (options.length + (plain ? 0 : product.options.length) > 3)
    return failed(userError(['options'], 'Options count is over the allowed limit.', 'OPTIONS_OVER_LIMIT'))
  for (const [index, { name, values }] of options.entries()) {
    const field = ['options', String(index)]
    if (name == null || name === '')
      return failed(userError(field, 'Each option must have a name specified.', 'OPTION_NAME_MISSING'))
    if (!plain && product.options.some((option) => option.name.toLowerCase() === name.toLowerCase()))
      return failed(userError(field, `Option '${name}' already exists.`, 'OPTION_ALREADY_EXISTS'))
    if ((values ?? []).length === 0)
      return failed(
        userError(field, 'Each option must have at least one option value specified.', 'OPTION_VALUES_MISSING'),
      )
  }
  const made = options.map((option) => ({ id: shop.ids.next('ProductOption'), name: option.name ?? '', values: [] }))
  product.options = plain ? made : [...product.options, ...made]
  const namesOf = (option: OptionInput): string[] => (option.values ?? []).map((value) => value.name ?? '')
  const firsts = options.map((option) => namesOf(option)[0] ?? '')
  const before = product.variants.map((variant) => (plain ? [] : variant.values))
  product.variants.forEach((variant, index) => {
    variant.values = [...(before[index] ?? []), ...firsts]
  })
  if (variantStrategy === 'CREATE') {
    const combinations = options.reduce<string[][]>(
      (rows, option) => rows.flatMap((row) => namesOf(option).map((name) => [...row, name])),
      [[]],
    )
    for (const own of before) {
      for (const combination of combinations.slice(1))
        createVariant(shop, product, { values: [...own, ...combination], tracked: false })
    }
  }
  settleOptions(product, () => shop.ids.next('ProductOptionValue'))
  productChanged(shop, product)
  return { product: productView(shop, product), userErrors: [] }
}
