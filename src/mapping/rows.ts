import type { MappedRow, MappedStockRow, RowRole, SalesRow, StockRow } from '#model/documents'
import type { Currency } from '#model/money'
import { splitSalesRow, splitStockRow } from './bundles.ts'
import { type Items, resolveItem } from './items.ts'
import { type Destination, fold, type Mappings } from './mappings.ts'
import { missingIn, type MissingMapping, type Resolved, yamlLine } from './missing.ts'

/** A row in the target's codes: several where it is a bundle. */
export function resolveRow(row: SalesRow, currency: Currency, mappings: Mappings): ResolvedRows<MappedRow> {
  const destination = resolveDestination(row, mappings)
  const warehouse =
    row.role === 'item' ? resolveWarehouse(row.locationExternalId, row.requiresShipping, mappings) : { value: null }
  if ('missing' in destination || 'missing' in warehouse) return { missing: missingIn([destination, warehouse]) }
  const { value } = destination
  if (!('components' in value)) return { value: [mappedRow(row, value, warehouse.value)] }
  const parts = splitSalesRow(row, value.components, currency)
  return { value: parts.map(({ row: part, item }) => mappedRow(part, { item }, warehouse.value)) }
}

/** Goods that moved, in the target's codes: several rows where they are a bundle. */
export function resolveStockRow(row: StockRow, currency: Currency, mappings: Mappings): ResolvedRows<MappedStockRow> {
  const items = resolveItem(row, mappings)
  const warehouse = resolveWarehouse(row.locationExternalId, true, mappings)
  if ('missing' in items || 'missing' in warehouse) return { missing: missingIn([items, warehouse]) }
  const { value } = items
  const parts = 'components' in value ? splitStockRow(row, value.components, currency) : [{ row, item: value.item }]
  return { value: parts.map((part) => ({ ...part.row, item: part.item, warehouse: warehouse.value })) }
}

type ResolvedRows<Row> = { readonly value: readonly Row[] } | { readonly missing: readonly MissingMapping[] }

/** The target's items or account of a row, whatever its role. */
function resolveDestination(row: SalesRow, mappings: Mappings): Resolved<Destination | Items> {
  if (row.role === 'item') return resolveItem(row, mappings)
  if (row.role === 'shipping') return resolveShipping(row, mappings)
  const destination = mappings.roles[row.role]
  return destination === undefined ? { missing: missingRole(row.role, row.title) } : { value: destination }
}

/** The entry for the method's code goes before the one for its title, and that before `*`. */
function resolveShipping(row: SalesRow, { shipping }: Mappings): Resolved<Destination> {
  const method = row.method ?? row.title
  const find = (name: string) => shipping.find((entry) => fold(entry.method) === fold(name))
  const entry = find(method) ?? find(row.title) ?? find('*')
  return entry === undefined ? { missing: missingShipping(method, row.title) } : { value: entry }
}

/** The warehouse of goods, or `null` where none is needed. A location that is known must be mapped where goods move. */
function resolveWarehouse(location: string | null, moves: boolean, { locations }: Mappings): Resolved<string | null> {
  const find = (name: string | null) => locations.find((entry) => entry.location === name)
  const entry = find(location) ?? find('*')
  if (entry !== undefined) return { value: entry.warehouse }
  return location === null || !moves ? { value: null } : { missing: missingLocation(location) }
}

const mappedRow = (row: SalesRow, destination: Destination, warehouse: string | null): MappedRow => ({
  ...row,
  item: 'item' in destination ? destination.item : null,
  account: 'account' in destination ? destination.account : null,
  warehouse,
})

const missingShipping = (method: string, title: string): MissingMapping => ({
  code: 'SHIPPING_NOT_MAPPED',
  table: 'shipping',
  subject: `shipping:${method}`,
  message: `The delivery method "${title}" is not mapped to an item or an account yet.`,
  remedy: `Choose one for it. In the mappings file: ${yamlLine('shipping', { method, item: '…' })}`,
})

const missingLocation = (location: string): MissingMapping => ({
  code: 'LOCATION_NOT_MAPPED',
  table: 'locations',
  subject: `location:${location}`,
  message: `Goods move at location ${location} of the store, which has no warehouse yet.`,
  remedy: `Choose its warehouse. In the mappings file: ${yamlLine('locations', { location, warehouse: '…' })}`,
})

type OwnRole = Exclude<RowRole, 'item' | 'shipping'>

const ROLE_TEXT = {
  tip: 'Tips',
  'gift-card': 'Sold gift cards',
  duty: 'Duties',
  fee: 'Fees',
  discount: 'Discounts',
  rounding: 'Rounding differences',
  adjustment: 'Amounts without goods',
} as const satisfies Record<OwnRole, string>

const missingRole = (role: OwnRole, title: string): MissingMapping => ({
  code: 'ROLE_NOT_MAPPED',
  table: 'roles',
  subject: `role:${role}`,
  message: `${ROLE_TEXT[role]} (here "${title}") have no item or account yet.`,
  remedy: `Choose one for them. In the mappings file: roles: { ${role}: { account: … } }`,
})
