import { compare, type Decimal, isZero, subtract, sum, ZERO } from '#lib/decimal'
import type { BookKind, ErpDocument } from './erp-facts.ts'
import { figuresOf, isCounted, isPayment, taxesOf, taxName, type Unbalanced } from './figures.ts'
import { ownersOf } from './owners.ts'
import type { ShopOrder } from './shop-facts.ts'

/** Why an order is not in the ERP, or not as it should be: what the bridge says for itself. */
export interface Excuse {
  readonly orderKey: string
  /** `attention`: a person has to look; `skipped`: a rule says no. */
  readonly state: 'attention' | 'skipped'
  readonly code: string
  readonly message: string
  readonly remedy: string | null
}

export type { Unbalanced } from './figures.ts'

export interface Sum {
  readonly what: string
  readonly shop: Decimal
  readonly erp: Decimal
  readonly difference: Decimal
}

/** The books of both sides, compared order by order. */
export interface BooksProof {
  readonly placed: number
  /** Orders with at least one live sales document in the ERP. */
  readonly booked: number
  /** Live documents of all kinds. */
  readonly documents: number
  readonly byKind: readonly { readonly kind: BookKind; readonly count: number; readonly total: Decimal }[]
  /** Names of orders that are neither in the ERP nor excused. */
  readonly lost: readonly string[]
  /** Orders worth nothing any more, of which the target cancelled what it held. */
  readonly takenBack: readonly string[]
  /** Orders with more live documents of a kind than they are worth, and references that occur twice. */
  readonly double: readonly { readonly order: string; readonly kind: BookKind; readonly documents: readonly string[] }[]
  readonly unbalanced: readonly Unbalanced[]
  /** Left over from a write that was broken off. */
  readonly drafts: readonly string[]
  /** Live documents of orders that the shop does not know. */
  readonly strays: readonly string[]
  readonly held: readonly (Excuse & { readonly order: string })[]
  readonly skipped: readonly (Excuse & { readonly order: string })[]
  /** Over all booked orders, in shop currency; taxes over those of which the shop states all tax. */
  readonly sums: readonly Sum[]
}

export interface BooksProofInput {
  readonly orders: readonly ShopOrder[]
  readonly documents: readonly ErpDocument[]
  readonly excuses: readonly Excuse[]
  /** Whether payments are booked too and must equal what the shop received. */
  readonly payments: boolean
  /** Warehouses by the shop's number of the location, where goods that move are booked too. */
  readonly warehouses?: Readonly<Record<string, string>>
}

/** Compares what the shop states with what the ERP holds. Knows nothing of how the one became the other. */
export function proveBooks({ orders, documents, excuses, payments, warehouses }: BooksProofInput): BooksProof {
  const live = documents.filter((document) => document.state === 'issued')
  const owners = ownersOf(orders, documents)
  const byOrder = Map.groupBy(live, ({ name }) => owners.get(name))
  const own = ({ key }: ShopOrder): readonly ErpDocument[] => byOrder.get(key) ?? []
  const excused = new Map(excuses.map((excuse) => [excuse.orderKey, excuse]))
  // Of an order that was cancelled the target holds nothing but what was cancelled there.
  const cancelled = documents.filter((document) => document.state === 'cancelled' && isSales(document))
  const endedIn = new Set(cancelled.map(({ name }) => owners.get(name)))
  const names = new Map(orders.map((order) => [order.key, order.name]))
  const booked = orders.filter((order) => own(order).some(isSales))
  const takenBack = orders.filter((order) => !booked.includes(order) && isWorthNothing(order) && endedIn.has(order.key))
  const named = (state: Excuse['state']) =>
    excuses
      .filter((excuse) => excuse.state === state)
      .map((excuse) => ({ ...excuse, order: names.get(excuse.orderKey) ?? excuse.orderKey }))
  return {
    placed: orders.length,
    booked: booked.length,
    documents: live.length,
    byKind: kindsOf(live),
    lost: orders
      .filter((order) => !booked.includes(order) && !excused.has(order.key) && !takenBack.includes(order))
      .map((order) => order.name),
    takenBack: takenBack.map((order) => order.name),
    double: [...orders.flatMap((order) => doubles(order, own(order))), ...sameReferences(live)],
    unbalanced: booked
      .filter((order) => !excused.has(order.key))
      .flatMap((order) => figuresOf(order, own(order), { payments, warehouses })),
    drafts: documents.filter(({ state, reference }) => state === 'draft' && reference !== null).map(({ name }) => name),
    strays: live
      .filter((document) => owners.get(document.name) === undefined && !isOfPayout(document))
      .map(({ name }) => name),
    held: named('attention'),
    skipped: named('skipped'),
    sums: sumsOf(booked, own, payments),
  }
}

const isWorthNothing = ({ total, paid, outstanding }: ShopOrder): boolean => [total, paid, outstanding].every(isZero)

const isSales = ({ kind }: ErpDocument): boolean => kind === 'sales-order' || isCounted({ kind })
// The journal of a payout concerns many orders, or none.
const isOfPayout = ({ kind, reference }: ErpDocument): boolean =>
  kind === 'journal' && reference?.includes(':journal:payout-') === true

function kindsOf(live: readonly ErpDocument[]): BooksProof['byKind'] {
  return [...Map.groupBy(live, ({ kind }) => kind)].map(([kind, documents]) => ({
    kind,
    count: documents.length,
    total: sum(documents.map(({ total }) => total)),
  }))
}

/** A second sales order, or invoices that come to more than the order is worth: an edited order may well have several. */
function doubles(order: ShopOrder, documents: readonly ErpDocument[]): BooksProof['double'] {
  const orders = documents.filter(({ kind }) => kind === 'sales-order')
  const counted = documents.filter(isCounted)
  const invoices = counted.filter(({ kind }) => kind === 'invoice')
  const exceeds = compare(sum(counted.map(({ total }) => total)), order.total) > 0
  return [
    { kind: 'sales-order' as const, documents: orders },
    { kind: 'invoice' as const, documents: exceeds ? invoices : [] },
  ]
    .filter((found) => found.documents.length > 1)
    .map((found) => ({ order: order.name, kind: found.kind, documents: found.documents.map(({ name }) => name) }))
}

function sameReferences(live: readonly ErpDocument[]): BooksProof['double'] {
  const referenced = live.filter(({ reference }) => reference !== null)
  return [...Map.groupBy(referenced, ({ reference }) => reference)]
    .filter(([, documents]) => documents.length > 1)
    .map(([reference, documents]) => ({
      order: reference ?? '',
      kind: documents[0]?.kind ?? 'payment',
      documents: documents.map(({ name }) => name),
    }))
}

function sumsOf(
  booked: readonly ShopOrder[],
  own: (order: ShopOrder) => readonly ErpDocument[],
  payments: boolean,
): Sum[] {
  const documents = booked.flatMap(own)
  // What is sold counts once: by the invoices where an order has them, else by its sales order.
  const sold = (order: ShopOrder): readonly ErpDocument[] => {
    const counted = own(order).filter(isCounted)
    return counted.length > 0 ? counted : own(order).filter(({ kind }) => kind === 'sales-order')
  }
  const sales = booked.flatMap(sold)
  // Of goodwill the shop states no tax, so such an order has nothing to compare with; its own check is in `figuresOf`.
  const stated = booked.filter(({ adjusted }) => isZero(adjusted))
  const shopTaxes = taxesOf(stated)
  const erpTaxes = taxesOf(stated.flatMap(sold))
  const rates = [...new Set([...Object.keys(shopTaxes), ...Object.keys(erpTaxes)])].toSorted(byRate)
  const line = (what: string, shop: Decimal, erp: Decimal): Sum => ({
    what,
    shop,
    erp,
    difference: subtract(erp, shop),
  })
  return [
    line('total', sum(booked.map(({ total }) => total)), sum(sales.map(({ total }) => total))),
    ...rates.map((rate) => line(taxName(rate), shopTaxes[rate] ?? ZERO, erpTaxes[rate] ?? ZERO)),
    ...(payments
      ? [
          line(
            'payments',
            sum(booked.map(({ paid }) => paid)),
            sum(documents.filter(isPayment).map(({ total }) => total)),
          ),
        ]
      : []),
  ]
}

/** The highest rate first, named accounts last. */
function byRate(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)]
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) ? (Number.isNaN(y) ? a.localeCompare(b) : 1) : -1
  return y - x
}
