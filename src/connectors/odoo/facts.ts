import { z } from 'zod'
import { TillbridgeError } from '#lib/errors'
import { companyId, serverVersion } from './client.ts'
import { forget, type OdooContext, remembered } from './memory.ts'
import { find, link, number, type Query, type Shape, text } from './records.ts'

const companyShape = z.object({
  id: z.number(),
  name: z.string(),
  currency_id: link,
  tax_calculation_rounding_method: text,
})

export type CompanyFacts = z.infer<typeof companyShape>

export const companyFacts = (context: OdooContext): Promise<CompanyFacts> =>
  remembered(context, 'company', async () => {
    const [company] = await find(context, 'res.company', companyShape, {
      domain: [['id', '=', await companyId(context)]],
    })
    if (company === undefined) throw unknown('company', context.settings.company)
    return company
  })

const taxShape = z.object({
  id: z.number(),
  name: z.string(),
  amount: number,
  amount_type: text,
  price_include: z.boolean(),
})
export type Tax = z.infer<typeof taxShape>

const accountShape = z.object({
  id: z.number(),
  code: text,
  name: z.string(),
  account_type: text,
  reconcile: z.boolean(),
})
export type Account = z.infer<typeof accountShape>

const journalShape = z.object({
  id: z.number(),
  code: z.string(),
  name: z.string(),
  type: z.string(),
  default_account_id: link,
})
export type Journal = z.infer<typeof journalShape>

const warehouseShape = z.object({
  id: z.number(),
  name: z.string(),
  code: z.string(),
  lot_stock_id: link,
  out_type_id: link,
  in_type_id: link,
})
export type Warehouse = z.infer<typeof warehouseShape>

const currencyShape = z.object({ id: z.number(), name: z.string(), decimal_places: z.number() })
const priceListShape = z.object({ id: z.number(), name: z.string(), currency_id: link })
const countryShape = z.object({ id: z.number(), code: text })
const analyticShape = z.object({ id: z.number(), name: z.string(), code: text })

const ofCompany = async (context: OdooContext): Promise<readonly unknown[]> => [
  'company_id',
  'in',
  [false, await companyId(context)],
]

/** A list of a database's own records that documents name, loaded once and anew when a name is not in it. */
const list =
  <T>(
    model: string,
    shape: Shape<T>,
    query: (context: OdooContext) => Promise<Query>,
  ): ((context: OdooContext) => Promise<readonly T[]>) =>
  (context) =>
    remembered(context, `list:${model}`, async () => find(context, model, shape, await query(context)))

export const taxes = list('account.tax', taxShape, async (context) => ({
  domain: [['type_tax_use', '=', 'sale'], await ofCompany(context)],
}))

export const accounts = list('account.account', accountShape, async (context) => {
  const company = await companyId(context)
  const owner = serverVersion(context.settings) >= 18 ? ['company_ids', 'in', [company]] : ['company_id', '=', company]
  return { domain: [owner], order: 'code' }
})

export const journals = list('account.journal', journalShape, async (context) => ({
  domain: [await ofCompany(context)],
  order: 'sequence, id',
}))

export const warehouses = list('stock.warehouse', warehouseShape, async (context) => ({
  domain: [await ofCompany(context)],
  order: 'id',
}))

export const currencies = list('res.currency', currencyShape, async () => ({
  domain: [],
  context: { active_test: false },
}))

export const priceLists = list('product.pricelist', priceListShape, async (context) => ({
  domain: [await ofCompany(context)],
  order: 'id',
}))

export const countries = list('res.country', countryShape, async () => ({ domain: [] }))

/** ISO codes of countries by their ids; those without one are left out. */
export const countryCodes = async (context: OdooContext): Promise<ReadonlyMap<number, string>> =>
  new Map((await countries(context)).flatMap(({ id, code }) => (code === null ? [] : [[id, code]])))

export const analyticAccounts = list('account.analytic.account', analyticShape, async (context) => ({
  domain: [await ofCompany(context)],
}))

const precisionShape = z.object({ name: z.string(), digits: z.number() })
const precisions = list('decimal.precision', precisionShape, async () => ({ domain: [] }))

/** Digits behind the point that prices and quantities of lines are cut to. */
export async function digitsOf(context: OdooContext): Promise<{ readonly price: number; readonly quantity: number }> {
  const known = await precisions(context)
  const digits = (pattern: RegExp): number => known.find(({ name }) => pattern.test(name))?.digits ?? 2
  return { price: digits(/^Product Price$/), quantity: digits(/^Product Unit/) }
}

/** The one that is meant, from a list that is loaded anew before it is said that there is none. */
export async function pick<T>(
  context: OdooContext,
  load: (context: OdooContext) => Promise<readonly T[]>,
  model: string,
  isMeant: (one: T) => boolean,
): Promise<T | undefined> {
  const found = (await load(context)).find(isMeant)
  if (found !== undefined) return found
  forget(context, `list:${model}`)
  return (await load(context)).find(isMeant)
}

const same = (a: string | null, b: string): boolean => a !== null && a.trim().toLowerCase() === b.trim().toLowerCase()

export const named = (one: { readonly code?: string | null; readonly name: string }, wanted: string): boolean =>
  same(one.code ?? null, wanted) || same(one.name, wanted)

export async function accountOf(context: OdooContext, code: string): Promise<Account> {
  const found = await pick(context, accounts, 'account.account', (one) => named(one, code))
  if (found === undefined) throw unknown('account', code)
  return found
}

export async function taxOf(context: OdooContext, name: string): Promise<Tax> {
  const found = await pick(context, taxes, 'account.tax', (one) => named(one, name))
  if (found === undefined) throw unknown('tax', name)
  return found
}

export async function warehouseOf(context: OdooContext, code: string): Promise<Warehouse> {
  const found = await pick(context, warehouses, 'stock.warehouse', (one) => named(one, code))
  if (found === undefined) throw unknown('warehouse', code)
  return found
}

/** The journal of a code, or the company's first of a type. */
export async function journalOf(context: OdooContext, code: string | null, type: string): Promise<Journal> {
  const isMeant = (one: Journal): boolean => (code === null ? one.type === type : named(one, code))
  const found = await pick(context, journals, 'account.journal', isMeant)
  if (found === undefined) throw unknown('journal', code ?? `of type ${type}`)
  return found
}

export async function currencyOf(context: OdooContext, code: string): Promise<z.infer<typeof currencyShape>> {
  const found = await pick(context, currencies, 'res.currency', (one) => one.name === code)
  if (found === undefined) throw unknown('currency', code)
  return found
}

const stateShape = z.object({ id: z.number(), name: z.string(), code: text })

/** A province of a country by its code or name; `null` = Odoo knows none. */
export async function stateId(context: OdooContext, country: number, province: string | null): Promise<number | null> {
  if (province === null || province.trim() === '') return null
  const known = await remembered(context, `states:${country}`, () =>
    find(context, 'res.country.state', stateShape, { domain: [['country_id', '=', country]] }),
  )
  return known.find((one) => named(one, province))?.id ?? null
}

export const countryId = async (context: OdooContext, code: string | null): Promise<number | null> =>
  code === null ? null : ((await pick(context, countries, 'res.country', (one) => one.code === code))?.id ?? null)

const CODES = {
  account: 'ACCOUNT_UNKNOWN',
  company: 'COMPANY_UNKNOWN',
  currency: 'CURRENCY_UNKNOWN',
  journal: 'JOURNAL_UNKNOWN',
  'price list': 'PRICE_LIST_UNKNOWN',
  tax: 'TAX_UNKNOWN',
  warehouse: 'WAREHOUSE_UNKNOWN',
  'analytic account': 'ANALYTIC_ACCOUNT_UNKNOWN',
} as const

/** What a name in the mapping or the settings leads to is not there. */
export const unknown = (what: keyof typeof CODES, name: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: CODES[what],
    message: `Odoo has no ${what} ${name} in this company.`,
    remedy: `Add the ${what} in Odoo, or correct its name in the mapping or the connection.`,
    subject: `${what}:${name}`,
  })
