import { z } from 'zod'
import type { ProductChanges, VariantChanges } from '#contract/products'
import { type Decimal, toNumber } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import { weightIn } from '#model/weight'
import type { Values } from './client.ts'
import { countryId, taxes, taxOf } from './facts.ts'
import { codeField } from './item-codes.ts'
import type { OdooContext } from './memory.ts'
import { plainOf } from './plain-text.ts'
import { inAll } from './products.ts'
import { find } from './records.ts'
import { REFERENCE } from './vendor.ts'

/** The fields of an article as Odoo takes them. */
export async function headValues(
  context: OdooContext,
  { title, description, status, productType }: ProductChanges,
): Promise<Values> {
  return {
    ...(title === undefined ? {} : { name: title }),
    ...(description === undefined ? {} : { description_sale: plainOf(description ?? '') || false }),
    ...(status === undefined ? {} : { active: status === 'active' }),
    // One that is not known is not made: categories decide on accounts.
    ...(productType == null ? {} : { categ_id: await categoryOf(context, productType) }),
  }
}

const categoryShape = z.object({ id: z.number(), complete_name: z.string() })

/** A category of articles by its full name, e.g. `All / Clothes`, or by its own where only one is called so. */
async function categoryOf(context: OdooContext, name: string): Promise<number> {
  const domain = ['|', ['complete_name', '=', name], ['name', '=', name]]
  const found = await find(context, 'product.category', categoryShape, { domain, context: inAll(context) })
  const [only, other] = found
  const hit = found.find((one) => one.complete_name === name) ?? (other === undefined ? only : undefined)
  if (hit !== undefined) return hit.id
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'CATEGORY_UNKNOWN',
    message: `Odoo has no product category ${name}${only === undefined ? '' : ' that is the only one of this name'}.`,
    remedy: 'Add the category in Odoo, write its full name, or join the two words under productTypes of the rule.',
    subject: `category:${name}`,
  })
}

/** The fields of a variant as Odoo takes them; those that its article holds go to the article by themselves. */
export async function variantValues(
  context: OdooContext,
  { sku, barcode, cost, weight, taxClass, countryOfOrigin, customsCode, disabled, reference }: VariantChanges,
  heldTaxes: readonly number[] = [],
): Promise<Values> {
  const skuField = codeField(context.settings)
  return {
    ...(barcode === undefined || skuField === 'barcode' ? {} : { barcode: barcode || false }),
    ...(sku === undefined ? {} : { [skuField]: sku ?? false }),
    ...(cost === undefined ? {} : { standard_price: cost === null ? 0 : toNumber(cost) }),
    ...(weight === undefined ? {} : { weight: weight === null ? 0 : toNumber(weightIn(weight, 'kg')) }),
    ...(taxClass === undefined ? {} : { taxes_id: await taxCommands(context, taxClass, heldTaxes) }),
    ...(countryOfOrigin === undefined ? {} : { country_of_origin: await countryOf(context, countryOfOrigin) }),
    ...(customsCode === undefined ? {} : { hs_code: customsCode ?? false }),
    ...(disabled === undefined ? {} : { active: !disabled }),
    ...(reference === undefined ? {} : { [REFERENCE]: reference ?? false }),
  }
}

/** The company's tax gives way to another; those of other companies stay. */
async function taxCommands(context: OdooContext, name: string | null, held: readonly number[]): Promise<unknown[]> {
  const wanted = name === null ? null : (await taxOf(context, name)).id
  const own = new Set((await taxes(context)).map(({ id }) => id))
  return [
    ...held.filter((id) => own.has(id) && id !== wanted).map((id) => [3, id]),
    ...(wanted === null ? [] : [[4, wanted]]),
  ]
}

async function countryOf(context: OdooContext, code: string | null): Promise<number | false> {
  if (code === null) return false
  const id = await countryId(context, code)
  if (id !== null) return id
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'COUNTRY_UNKNOWN',
    message: `Odoo has no country with the code ${code}.`,
    remedy: 'Correct the country of origin in the store.',
    subject: `country:${code}`,
  })
}

/** The price of a variant that none was told for is not Odoo's own default, which is 1. */
export const priceOfNew = (price: Decimal | null | undefined): number => (price == null ? 0 : toNumber(price))
