import type { PriceList } from '#model/product'
import { currencies, priceLists } from './facts.ts'
import { forget, type OdooContext } from './memory.ts'

/** The price that stands in the article itself, offered as a list like the others; Odoo's form calls it so. */
export const SALES_PRICE = 'Sales Price'

/** A list's number in Odoo; `null` = the articles' own prices. */
export interface KnownList extends PriceList {
  readonly id: number | null
}

/** The company's price lists, by their names. A list of the same name hides the articles' own prices. */
async function knownLists(context: OdooContext): Promise<readonly KnownList[]> {
  const { companyCurrency } = context.settings
  const codes = new Map((await currencies(context)).map(({ id, name }) => [id, name]))
  const lists = (await priceLists(context)).map(({ id, name, currency_id }) => ({
    id,
    externalId: name,
    name,
    currency: codes.get(currency_id ?? 0) ?? companyCurrency,
    audience: null,
  }))
  const own = { id: null, externalId: SALES_PRICE, name: SALES_PRICE, currency: companyCurrency, audience: null }
  return lists.some(({ name }) => name === SALES_PRICE) ? lists : [own, ...lists]
}

export const lists = async (context: OdooContext): Promise<readonly PriceList[]> =>
  (await knownLists(context)).map(({ id: _id, ...list }) => list)

/** The lists of these names; they are loaded anew before one is said to be missing. */
export async function listsNamed(context: OdooContext, names: readonly string[]): Promise<readonly KnownList[]> {
  const named = async (): Promise<KnownList[]> =>
    (await knownLists(context)).filter(({ externalId }) => names.includes(externalId))
  const found = await named()
  if (names.every((name) => found.some(({ externalId }) => externalId === name))) return found
  forget(context, 'list:product.pricelist')
  return named()
}
