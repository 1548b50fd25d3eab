import type { Env } from './env.ts'

/** Groups of users that rights are given to. */
export const GROUPS = [
  'sale',
  'sale-all',
  'sale-admin',
  'billing',
  'account-admin',
  'readonly',
  'stock',
  'stock-admin',
  'partner',
  'settings',
] as const
export type Group = (typeof GROUPS)[number]

/** As people read them in 17 (and before), 18 and 19. */
const NAMES: Readonly<Record<Group, readonly [string, string, string]>> = {
  sale: ['Sales/User: Own Documents Only', 'Sales/User: Own Documents Only', 'Sales/User: Own Documents Only'],
  'sale-all': ['Sales/User: All Documents', 'Sales/User: All Documents', 'Sales/User: All Documents'],
  'sale-admin': ['Sales/Administrator', 'Sales/Administrator', 'Sales/Administrator'],
  billing: ['Invoicing/Billing', 'Invoicing/Invoicing', 'Accounting/Invoicing'],
  'account-admin': ['Invoicing/Billing Administrator', 'Invoicing/Administrator', 'Accounting/Administrator'],
  readonly: [
    'Technical/Show Accounting Features - Readonly',
    'Technical/Show Accounting Features - Readonly',
    'Show Accounting Features - Readonly',
  ],
  stock: ['Inventory/User', 'Inventory/User', 'Inventory/User'],
  'stock-admin': ['Inventory/Administrator', 'Inventory/Administrator', 'Inventory/Administrator'],
  partner: ['Extra Rights/Contact Creation', 'Extra Rights/Contact Creation', 'Contact Creation'],
  settings: ['Administration/Access Rights', 'Administration/Access Rights', 'Access Rights'],
}

export const groupName = (env: Env, group: Group): string => NAMES[group][Math.max(0, env.site.version - 17)] ?? group

/** What a group brings along. */
const IMPLIED: Partial<Readonly<Record<Group, readonly Group[]>>> = {
  'sale-all': ['sale'],
  'sale-admin': ['sale-all', 'sale'],
  'account-admin': ['billing', 'readonly'],
  'stock-admin': ['stock'],
}

/** The groups of whoever calls, with what they bring along. */
export function groupsOf(env: Env): ReadonlySet<Group> {
  const field = env.site.version === 19 ? 'group_ids' : 'groups_id'
  const held = (env.site.db.get('res.users', env.uid)?.[field] ?? []) as number[]
  const own = held.flatMap((id) => GROUPS[id - 1] ?? [])
  return new Set(own.flatMap((group) => [group, ...(IMPLIED[group] ?? [])]))
}

export type Operation = 'read' | 'write' | 'create' | 'unlink'
type Rights = Partial<Readonly<Record<Operation, readonly Group[]>>>

const all = (...groups: Group[]): Rights => ({ read: groups, write: groups, create: groups, unlink: groups })
const change = (...groups: Group[]): Rights => ({ write: groups, create: groups, unlink: groups })

const ENTRIES: Rights = { ...all('billing'), read: ['billing', 'readonly'] }
const ARTICLES = change('sale-admin', 'stock-admin', 'account-admin')
const LISTS = change('sale-admin')

/** Which groups may do what with records of a model; what is not named anybody may. */
const RIGHTS: Readonly<Record<string, Rights>> = {
  'account.account': change('account-admin'),
  'account.journal': change('account-admin'),
  'account.move': { ...all('billing'), read: ['billing', 'readonly', 'sale'] },
  'account.move.line': { ...all('billing'), read: ['billing', 'readonly', 'sale'] },
  'account.payment': ENTRIES,
  'account.tax': change('account-admin'),
  'ir.model.fields': all('settings'),
  'product.pricelist': LISTS,
  'product.pricelist.item': LISTS,
  'product.product': ARTICLES,
  'product.template': ARTICLES,
  'res.partner': change('partner'),
  'sale.order': { ...all('sale'), unlink: ['sale-admin'] },
  'sale.order.line': all('sale'),
  'stock.move': all('stock'),
  'stock.picking': all('stock'),
  'stock.quant': all('stock'),
}

/** `null` = anybody may. */
export const groupsFor = (model: string, operation: Operation): readonly Group[] | null =>
  RIGHTS[model]?.[operation] ?? null
