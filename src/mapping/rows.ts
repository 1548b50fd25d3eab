import type { MappedRow, RowRole, SalesRow } from '#model/documents'
import { resolveItem } from './items.ts'
import { type Destination, fold, type Mappings } from './mappings.ts'
import { type MissingMapping, type Resolved, yamlLine } from './missing.ts'

/** The target's item or account of a row, whatever its role. */
export function resolveDestination(row: SalesRow, mappings: Mappings): Resolved<Destination> {
  if (row.role === 'item') {
    const item = resolveItem(row, mappings)
    return 'value' in item ? { value: { item: item.value } } : item
  }
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

/** The warehouse of a row, or `null` where none is needed. */
export function resolveWarehouse(row: SalesRow, { locations }: Mappings): Resolved<string | null> {
  const location = row.locationExternalId
  const entry =
    locations.find((entry) => entry.location === location) ?? locations.find((entry) => entry.location === '*')
  if (row.role !== 'item') return { value: null }
  if (entry !== undefined) return { value: entry.warehouse }
  return location === null || !row.requiresShipping ? { value: null } : { missing: missingLocation(location) }
}

export const mappedRow = (row: SalesRow, destination: Destination, warehouse: string | null): MappedRow => ({
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
  message: `Goods leave from location ${location} of the store, which has no warehouse yet.`,
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
} as const satisfies Record<OwnRole, string>

const missingRole = (role: OwnRole, title: string): MissingMapping => ({
  code: 'ROLE_NOT_MAPPED',
  table: 'roles',
  subject: `role:${role}`,
  message: `${ROLE_TEXT[role]} (here "${title}") have no item or account yet.`,
  remedy: `Choose one for them. In the mappings file: roles: { ${role}: { account: … } }`,
})
