import type { MissingMapping } from '#mapping/missing'

/** What people call the values of each table. */
export const KINDS = {
  taxes: 'tax',
  payments: 'payment',
  shipping: 'shipping',
  locations: 'location',
  items: 'item',
  ledgers: 'ledger',
  roles: 'role',
} as const satisfies Record<MissingMapping['table'], string>

/** The value of a subject such as `payment:shopify_payments`. */
const rest = (subject: string): string => subject.slice(subject.indexOf(':') + 1)

/** A value as people write it, e.g. `SE 25%`. */
export function labelOf({ table, subject }: Pick<MissingMapping, 'table' | 'subject'>): string {
  if (table !== 'taxes') return rest(subject).replace(/^(title|variant):/, '')
  const [country = '', rate = '', channel] = rest(subject).split(':')
  const where = country === 'none' ? '' : `${country} `
  return `${where}${rate === 'none' ? 'untaxed' : `${rate}%`}${channel === undefined ? '' : ' (marketplace)'}`
}

/**
 * The entry of the mapping table that would take a value, but for the target's code; `null` where no single entry would.
 * Subjects are stable text, so they say what the entry has to name.
 */
export function entryOf({ table, subject, code }: Pick<MissingMapping, 'table' | 'subject' | 'code'>): {
  readonly table: string
  readonly values: Record<string, unknown>
} | null {
  if (code === 'SKU_AMBIGUOUS') return null
  const value = rest(subject)
  switch (table) {
    case 'taxes': {
      const [country, rate, channel] = value.split(':')
      return { table, values: { country, rate, ...(channel === undefined ? {} : { channelLiable: true }) } }
    }
    case 'payments':
      return { table, values: { gateway: value.replace(/:account$/, '') } }
    case 'shipping':
      return { table, values: { method: value } }
    case 'locations':
      return { table, values: { location: value } }
    case 'ledgers':
      return { table, values: { category: value } }
    case 'roles':
      return { table, values: { role: value } }
    case 'items': {
      const by = /^(title|variant):(.*)$/.exec(value)
      return { table, values: by === null ? { sku: value } : { [by[1] ?? '']: by[2] } }
    }
  }
}
