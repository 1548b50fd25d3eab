import type { Order } from '#model/order'
import type { TargetDocument } from '#model/documents'
import { add, compare, type Decimal, ZERO } from '#lib/decimal'
import { type Mappings, mappingsOf } from '#mapping/mappings'
import type { MissingMapping } from '#mapping/missing'
import { resolve } from '#mapping/resolve'
import type { Money } from '#model/money'
import { entryOf, KINDS, labelOf } from './entry.ts'

export type ValueKind =
  | 'tax'
  | 'country'
  | 'payment'
  | 'shipping'
  | 'location'
  | 'currency'
  | 'item'
  | 'role'
  | 'ledger'

/** A value that orders have, and what mapping it would need. */
export interface CountedValue {
  readonly kind: ValueKind
  readonly subject: string
  readonly label: string
  readonly state: 'missing' | 'mapped' | 'seen'
  readonly orders: number
  readonly money: readonly Money[]
  readonly example: string
  readonly message: string | null
  readonly remedy: string | null
  readonly entry: { readonly table: string; readonly values: Readonly<Record<string, unknown>> } | null
}

/** An order with what the target should hold for it. */
export interface CountedOrder {
  readonly order: Pick<Order, 'name' | 'currencies' | 'totals' | 'shippingAddress' | 'billingAddress'>
  readonly targets: readonly TargetDocument[]
  /** The integration's, with the items that are known to be those of variants. */
  readonly mappings: Mappings
  readonly reason: { readonly code: string; readonly message: string } | null
}

export interface Count {
  readonly orders: number
  /** Orders that lack nothing. */
  readonly ready: number
  readonly values: readonly CountedValue[]
  readonly reasons: readonly {
    readonly code: string
    readonly message: string
    readonly orders: number
    readonly example: string
  }[]
}

export interface Counter {
  add(order: CountedOrder): void
  result(): Count
}

interface Tally {
  readonly value: Omit<CountedValue, 'orders' | 'money'>
  orders: number
  readonly money: Map<string, Decimal>
}

/** With no mapping at all, every value that orders have is named as missing. */
const NOTHING_MAPPED = mappingsOf({})

/**
 * Counts the values of orders that a mapping is needed for. `items`: the codes of all items of the target; `null` = not known. That
 * it has no such item is worth knowing, and stops nothing where the target makes items by itself.
 */
export function counter(items: ReadonlySet<string> | null): Counter {
  const values = new Map<string, Tally>()
  const reasons = new Map<string, { message: string; orders: number; readonly example: string }>()
  let orders = 0
  let ready = 0
  return {
    add({ order, targets, mappings, reason }) {
      orders += 1
      if (reason !== null) {
        const known = reasons.get(reason.code) ?? { message: reason.message, orders: 0, example: order.name }
        reasons.set(reason.code, { ...known, orders: known.orders + 1 })
      }
      const lacks = bySubject(lackOf(targets, mappings))
      const all = new Map([...bySubject(lackOf(targets, NOTHING_MAPPED)), ...lacks])
      for (const [subject, one] of all) note(values, valueOf(one, lacks.get(subject), order), order)
      for (const seen of seenIn(order)) note(values, { ...seen, example: order.name }, order)
      for (const one of bySubject(unknownItems(targets, mappings, items)).values()) {
        note(values, { ...valueOf(one, one, order), state: 'seen' }, order)
      }
      if (lacks.size === 0 && reason === null) ready += 1
    },
    result: () => ({
      orders,
      ready,
      values: [...values.values()].map(counted).toSorted(byWeight),
      reasons: [...reasons]
        .map(([code, { message, orders: count, example }]) => ({ code, message, orders: count, example }))
        .toSorted((a, b) => b.orders - a.orders),
    }),
  }
}

const bySubject = (lacks: readonly MissingMapping[]): Map<string, MissingMapping> =>
  new Map(lacks.map((one) => [one.subject, one]))

function lackOf(targets: readonly TargetDocument[], mappings: Mappings): MissingMapping[] {
  return targets.flatMap((document) => {
    const resolved = resolve(document, mappings)
    return resolved.ok ? [] : [...resolved.missing]
  })
}

/** Without an entry, an item is called as its SKU: that helps where the target has such an item. */
function unknownItems(
  targets: readonly TargetDocument[],
  mappings: Mappings,
  items: ReadonlySet<string> | null,
): MissingMapping[] {
  if (items === null) return []
  return targets.flatMap((document) => {
    const resolved = resolve(document, mappings)
    if (!resolved.ok || !('rows' in resolved.document)) return []
    return resolved.document.rows.flatMap(({ item, sku, title }) =>
      item === null || items.has(item) ? [] : [unknownItem(item, sku ?? item, title)],
    )
  })
}

const unknownItem = (item: string, sku: string, title: string): MissingMapping => ({
  code: 'ITEM_NOT_MAPPED',
  table: 'items',
  subject: `sku:${sku}`,
  message: `The target has no item "${item}" (${title}).`,
  remedy: 'Create the item there, let the connection create missing items, or choose another item for it.',
})

const valueOf = (
  one: MissingMapping,
  lack: MissingMapping | undefined,
  order: CountedOrder['order'],
): Tally['value'] => ({
  kind: KINDS[one.table],
  subject: one.subject,
  label: labelOf(one),
  state: lack === undefined ? 'mapped' : 'missing',
  example: order.name,
  message: lack?.message ?? null,
  remedy: lack?.remedy ?? null,
  entry: entryOf(one),
})

/** What nobody maps and everybody should know of. */
function seenIn({
  shippingAddress,
  billingAddress,
  currencies,
}: CountedOrder['order']): Omit<Tally['value'], 'example'>[] {
  const country = shippingAddress?.countryCode ?? billingAddress?.countryCode ?? null
  const seen = { state: 'seen' as const, message: null, remedy: null, entry: null }
  return [
    ...(country === null ? [] : [{ ...seen, kind: 'country' as const, subject: `country:${country}`, label: country }]),
    ...[...new Set([currencies.shop, currencies.presentment])].map((currency) => ({
      ...seen,
      kind: 'currency' as const,
      subject: `currency:${currency}`,
      label: currency,
    })),
  ]
}

function note(values: Map<string, Tally>, value: Tally['value'], { currencies, totals }: CountedOrder['order']): void {
  const known = values.get(value.subject)
  // One order without a mapping is enough: of two rows with one subject, one may have a code and the other not.
  const kept =
    known === undefined || (known.value.state !== 'missing' && value.state === 'missing') ? value : known.value
  const money = known?.money ?? new Map<string, Decimal>()
  money.set(currencies.shop, add(money.get(currencies.shop) ?? ZERO, totals.currentTotal.shop))
  values.set(value.subject, { value: kept, orders: (known?.orders ?? 0) + 1, money })
}

const counted = ({ value, orders, money }: Tally): CountedValue => ({
  ...value,
  orders,
  money: [...money].map(([currency, amount]) => ({ currency, amount })).toSorted((a, b) => compare(b.amount, a.amount)),
})

const STATES = ['missing', 'seen', 'mapped']

/** What is missing first; then by how many orders it stops, then by the money in them. */
const byWeight = (a: CountedValue, b: CountedValue): number =>
  STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
  b.orders - a.orders ||
  compare(b.money[0]?.amount ?? ZERO, a.money[0]?.amount ?? ZERO) ||
  a.subject.localeCompare(b.subject)
