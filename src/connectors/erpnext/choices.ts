import { z } from 'zod'
import type { Choice, ChoiceList } from '#contract/target'
import { type ErpnextContext, type Filters, list } from './client.ts'

interface Source {
  readonly doctype: string
  readonly filters: (company: string) => Filters
  /** A field that says more than the name; the name is always the value. */
  readonly label?: string
}

// An item list of hundreds of thousands would neither load nor be of use in a list; what is beyond can be typed in.
const LIMIT = 5000

const SOURCES: Partial<Readonly<Record<ChoiceList, Source>>> = {
  companies: { doctype: 'Company', filters: () => [] },
  warehouses: {
    doctype: 'Warehouse',
    filters: (company) => [
      ['company', '=', company],
      ['is_group', '=', 0],
      ['disabled', '=', 0],
    ],
  },
  'tax-accounts': {
    doctype: 'Account',
    filters: (company) => [
      ['company', '=', company],
      ['is_group', '=', 0],
      ['disabled', '=', 0],
      ['account_type', '=', 'Tax'],
    ],
  },
  'tax-templates': {
    doctype: 'Item Tax Template',
    filters: (company) => [
      ['company', '=', company],
      ['disabled', '=', 0],
    ],
  },
  'payment-modes': { doctype: 'Mode of Payment', filters: () => [['enabled', '=', 1]] },
  accounts: {
    doctype: 'Account',
    filters: (company) => [
      ['company', '=', company],
      ['is_group', '=', 0],
      ['disabled', '=', 0],
    ],
  },
  'cost-centers': {
    doctype: 'Cost Center',
    filters: (company) => [
      ['company', '=', company],
      ['is_group', '=', 0],
      ['disabled', '=', 0],
    ],
  },
  'price-lists': {
    doctype: 'Price List',
    filters: () => [
      ['selling', '=', 1],
      ['enabled', '=', 1],
    ],
  },
  'item-groups': { doctype: 'Item Group', filters: () => [['is_group', '=', 0]] },
  items: {
    doctype: 'Item',
    filters: () => [
      ['disabled', '=', 0],
      ['has_variants', '=', 0],
      ['is_sales_item', '=', 1],
    ],
    label: 'item_name',
  },
  'customer-groups': { doctype: 'Customer Group', filters: () => [['is_group', '=', 0]] },
  territories: { doctype: 'Territory', filters: () => [] },
}

const row = z.looseObject({ name: z.string() })

/** The codes that the company knows, by name. At most 5,000. Lists that ERPNext has nothing for are empty. */
export async function choices(context: ErpnextContext, wanted: ChoiceList): Promise<readonly Choice[]> {
  const source = SOURCES[wanted]
  if (source === undefined) return []
  const { doctype, filters, label } = source
  const rows = await list(context, doctype, row, {
    fields: label === undefined ? ['name'] : ['name', label],
    filters: filters(context.settings.company),
    orderBy: 'name asc',
    limit: LIMIT,
  })
  return rows.map((entry) => {
    const text = label === undefined ? null : entry[label]
    const differs = typeof text === 'string' && text !== '' && text !== entry.name
    return { value: entry.name, label: differs ? `${entry.name} (${text})` : entry.name }
  })
}
