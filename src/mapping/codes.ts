import type { Mappings } from './mappings.ts'

/** A code of the target that the tables use. */
export interface UsedCode {
  /** The list of the target in which it must stand. */
  readonly list: 'tax-accounts' | 'tax-templates' | 'payment-modes' | 'accounts' | 'warehouses' | 'items'
  readonly code: string
  /** Where it stands, e.g. `taxes[2].account`. */
  readonly path: string
}

/** Every code of the target that the tables use, in their order. */
export function usedCodes({ taxes, payments, shipping, locations, items, ledgers, roles }: Mappings): UsedCode[] {
  const used: UsedCode[] = []
  const add = (list: UsedCode['list'], path: string, code: string | null | undefined): void => {
    if (code !== null && code !== undefined) used.push({ list, code, path })
  }
  const booked = (path: string, entry: { readonly item: string } | { readonly account: string }): void =>
    'item' in entry ? add('items', `${path}.item`, entry.item) : add('accounts', `${path}.account`, entry.account)
  taxes.forEach(({ account, template }, index) => {
    add('tax-accounts', `taxes[${index}].account`, account)
    add('tax-templates', `taxes[${index}].template`, template)
  })
  payments.forEach(({ mode, account }, index) => {
    add('payment-modes', `payments[${index}].mode`, mode)
    add('accounts', `payments[${index}].account`, account)
  })
  shipping.forEach((entry, index) => booked(`shipping[${index}]`, entry))
  locations.forEach(({ warehouse }, index) => add('warehouses', `locations[${index}].warehouse`, warehouse))
  items.forEach((entry, index) => {
    if ('item' in entry) return add('items', `items[${index}].item`, entry.item)
    entry.components.forEach(({ item }, at) => add('items', `items[${index}].components[${at}].item`, item))
  })
  ledgers.forEach(({ account }, index) => add('accounts', `ledgers[${index}].account`, account))
  for (const [role, entry] of Object.entries(roles)) if (entry !== undefined) booked(`roles.${role}`, entry)
  return used
}

/** A value that means something in one store only: an id that another store has given to something else, or to nothing. */
export interface StoreId {
  readonly id: string
  /** Where it stands, e.g. `locations[0].location`. */
  readonly path: string
}

/** Every id of the store that the tables name. */
export const storeIds = ({ locations, items }: Mappings): StoreId[] => [
  ...locations.flatMap(({ location }, index) =>
    location === '*' ? [] : [{ id: location, path: `locations[${index}].location` }],
  ),
  ...items.flatMap((entry, index) =>
    'variant' in entry ? [{ id: entry.variant, path: `items[${index}].variant` }] : [],
  ),
]
