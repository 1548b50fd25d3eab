import { z } from 'zod'
import type { Choice, ChoiceList } from '#contract/target'
import { accounts, analyticAccounts, journals, taxes, warehouses } from './facts.ts'
import { codeField } from './item-codes.ts'
import { forget, type OdooContext } from './memory.ts'
import { lists } from './price-lists.ts'
import { find, text } from './records.ts'

// What is beyond can be typed in.
const LIMIT = 5000

type Named = { readonly code?: string | null; readonly name: string }

/** By code where there is one, shown with the name. */
const byCode = ({ code, name }: Named): Choice =>
  code ? { value: code, label: code === name ? code : `${code} (${name})` } : byName({ name })
const byName = ({ name }: { readonly name: string }): Choice => ({ value: name, label: name })

const companyShape = z.object({ id: z.number(), name: z.string() })
const itemShape = z.object({ id: z.number(), default_code: text, barcode: text, display_name: z.string() })

const LISTS: Partial<Readonly<Record<ChoiceList, (context: OdooContext) => Promise<readonly Choice[]>>>> = {
  companies: async (context) =>
    (await find(context, 'res.company', companyShape, { domain: [], limit: LIMIT })).map(byName),
  warehouses: async (context) => (await warehouses(context)).map(byCode),
  'tax-accounts': async (context) =>
    (await taxes(context)).filter((tax) => !tax.price_include && tax.amount_type === 'percent').map(byName),
  'tax-templates': async (context) =>
    (await taxes(context)).filter((tax) => tax.price_include && tax.amount_type === 'percent').map(byName),
  'payment-modes': async (context) =>
    (await journals(context)).filter(({ type }) => ['bank', 'cash', 'credit'].includes(type)).map(byCode),
  accounts: async (context) => (await accounts(context)).map(byCode),
  'cost-centers': async (context) => (await analyticAccounts(context)).map(byCode),
  'price-lists': async (context) => (await lists(context)).map(byName),
  items: async (context) => {
    const field = codeField(context.settings)
    const query = {
      domain: [
        [field, '!=', false],
        ['sale_ok', '=', true],
      ],
      order: 'default_code, id',
      limit: LIMIT,
    }
    const rows = await find(context, 'product.product', itemShape, query)
    return rows.flatMap((row) => (row[field] === null ? [] : [{ value: row[field], label: row.display_name }]))
  },
}

/** The codes that the company knows; lists that Odoo has nothing for are empty. */
export async function choices(context: OdooContext, wanted: ChoiceList): Promise<readonly Choice[]> {
  forget(context, 'list:')
  return (await LISTS[wanted]?.(context)) ?? []
}
