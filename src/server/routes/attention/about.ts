import type { RemedyKind } from '#api/attention'
import type { MissingMapping } from '#mapping/missing'
import { entryOf } from '#engine/preflight/entry'

export { aboutCause as causeAbout } from '#database/notes'

interface Cause {
  readonly code: string
  readonly subject: string | null
}

type Table = MissingMapping['table']

const TABLES: Readonly<Record<string, Table>> = {
  TAX_NOT_MAPPED: 'taxes',
  PAYMENT_NOT_MAPPED: 'payments',
  SHIPPING_NOT_MAPPED: 'shipping',
  LOCATION_NOT_MAPPED: 'locations',
  ITEM_NOT_MAPPED: 'items',
  ROLE_NOT_MAPPED: 'roles',
  LEDGER_NOT_MAPPED: 'ledgers',
}

const KINDS: Readonly<Record<string, RemedyKind>> = {
  ITEM_UNKNOWN: 'item',
  ITEM_DISABLED: 'item',
  PERIOD_CLOSED: 'period',
  PAYOUT_PERIOD_CLOSED: 'period',
  FISCAL_YEAR_MISSING: 'period',
  ADOPTION_OPEN: 'adopt',
  ORDER_UNBALANCED: 'proof',
  TOTAL_DIFFERS: 'proof',
  PAYOUT_UNBALANCED: 'proof',
}

/** The ERP has an item of this code that cannot be meant: another one has to be. */
const OTHER_ITEM: ReadonlySet<string> = new Set(['ITEM_IS_TEMPLATE', 'ITEM_AMBIGUOUS'])

/** What solves a cause, and the entry that would, where one would. */
export function remedyOf({ code, subject }: Cause): {
  readonly kind: RemedyKind
  readonly entry: ReturnType<typeof entryOf>
} {
  const table = TABLES[code]
  if (table !== undefined && subject !== null) {
    const entry = entryOf({ table, subject, code: code as MissingMapping['code'] })
    return { kind: entry === null ? 'look' : 'map', entry }
  }
  const kind = KINDS[code] ?? 'look'
  // Without an entry an item is called as its SKU: an entry gives that SKU another item.
  const sku =
    (kind === 'item' || OTHER_ITEM.has(code)) && subject !== null ? /^item:(.+)$/.exec(subject)?.[1] : undefined
  if (sku === undefined) return { kind, entry: null }
  return { kind: kind === 'look' ? 'map' : kind, entry: { table: 'items', values: { sku } } }
}
