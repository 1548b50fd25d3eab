import { add, compare, type Decimal, subtract, sum, ZERO } from '#lib/decimal'
import type { BookKind, ErpDocument } from './erp-facts.ts'
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

/** One figure of one order or one document that is not what the shop says. */
export interface Unbalanced {
  /** The ERP's document, or the documents of the order together. */
  readonly document: string
  readonly order: string
  /** `total`, `tax 25%`, `payments` … */
  readonly what: string
  readonly shop: Decimal
  readonly erp: Decimal
}

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
  /** Orders with more than one live document of a kind, and references that occur twice. */
  readonly double: readonly { readonly order: string; readonly kind: BookKind; readonly documents: readonly string[] }[]
  readonly unbalanced: readonly Unbalanced[]
  /** Left over from a write that was broken off. */
  readonly drafts: readonly string[]
  /** Live documents of orders that the shop does not know. */
  readonly strays: readonly string[]
  readonly held: readonly (Excuse & { readonly order: string })[]
  readonly skipped: readonly (Excuse & { readonly order: string })[]
  /** Over all booked orders, in shop currency. */
  readonly sums: readonly Sum[]
}

export interface BooksProofInput {
  readonly orders: readonly ShopOrder[]
  readonly documents: readonly ErpDocument[]
  readonly excuses: readonly Excuse[]
  /** Whether payments are booked too and must equal what the shop received. */
  readonly payments: boolean
}

const SINGLE_KINDS: readonly BookKind[] = ['sales-order', 'invoice']

/** Compares what the shop states with what the ERP holds. Knows nothing of how the one became the other. */
export function proveBooks({ orders, documents, excuses, payments }: BooksProofInput): BooksProof {
  const live = documents.filter((document) => document.state === 'issued')
  const byOrder = Map.groupBy(live, (document) => document.orderKey)
  const excused = new Map(excuses.map((excuse) => [excuse.orderKey, excuse]))
  const names = new Map(orders.map((order) => [order.key, order.name]))
  const booked = orders.filter((order) => (byOrder.get(order.key) ?? []).some(isSales))
  const named = (state: Excuse['state']) =>
    excuses
      .filter((excuse) => excuse.state === state)
      .map((excuse) => ({ ...excuse, order: names.get(excuse.orderKey) ?? excuse.orderKey }))
  return {
    placed: orders.length,
    booked: booked.length,
    documents: live.length,
    byKind: kindsOf(live),
    lost: orders.filter((order) => !booked.includes(order) && !excused.has(order.key)).map((order) => order.name),
    double: [...orders.flatMap((order) => doubles(order, byOrder.get(order.key) ?? [])), ...sameReferences(live)],
    unbalanced: booked
      .filter((order) => !excused.has(order.key))
      .flatMap((order) => differences(order, byOrder.get(order.key) ?? [], payments)),
    drafts: documents.filter(({ state, reference }) => state === 'draft' && reference !== null).map(({ name }) => name),
    strays: live.filter(({ orderKey }) => orderKey === null || !names.has(orderKey)).map(({ name }) => name),
    held: named('attention'),
    skipped: named('skipped'),
    sums: sumsOf(booked, byOrder, payments),
  }
}

const isSales = ({ kind }: ErpDocument): boolean => kind !== 'payment' && kind !== 'refund-payment'
const isPayment = (document: ErpDocument): boolean => !isSales(document)

function kindsOf(live: readonly ErpDocument[]): BooksProof['byKind'] {
  return [...Map.groupBy(live, ({ kind }) => kind)].map(([kind, documents]) => ({
    kind,
    count: documents.length,
    total: sum(documents.map(({ total }) => total)),
  }))
}

function doubles(order: ShopOrder, documents: readonly ErpDocument[]): BooksProof['double'] {
  return SINGLE_KINDS.map((kind) => ({
    order: order.name,
    kind,
    documents: documents.filter((document) => document.kind === kind).map(({ name }) => name),
  })).filter((found) => found.documents.length > 1)
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

/** Sales orders and invoices each say what the shop says; with credit notes, the invoices less those do. */
function differences(order: ShopOrder, documents: readonly ErpDocument[], payments: boolean): Unbalanced[] {
  const orders = documents.filter(({ kind }) => kind === 'sales-order')
  const invoices = documents.filter(({ kind }) => kind === 'invoice' || kind === 'credit-note')
  const received = documents.filter(isPayment)
  const groups = [...orders.map((document) => [document]), ...(invoices.length === 0 ? [] : [invoices])]
  const found = groups.flatMap((group) => figureDifferences(order, group))
  const paid = sum(received.map(({ total }) => total))
  if (!payments || compare(paid, order.paid) === 0) return found
  return [...found, { document: namesOf(received), order: order.name, what: 'payments', shop: order.paid, erp: paid }]
}

const namesOf = (documents: readonly ErpDocument[]): string =>
  documents.map(({ name }) => name).join(' + ') || 'nothing'

function figureDifferences(order: ShopOrder, group: readonly ErpDocument[]): Unbalanced[] {
  const about = { document: namesOf(group), order: order.name }
  const taxes = taxesOf(group)
  const rates = new Set([...Object.keys(order.taxes), ...Object.keys(taxes)])
  return [
    { ...about, what: 'total', shop: order.total, erp: sum(group.map(({ total }) => total)) },
    ...[...rates].map((rate) => ({
      ...about,
      what: taxName(rate),
      shop: order.taxes[rate] ?? ZERO,
      erp: taxes[rate] ?? ZERO,
    })),
  ].filter(({ shop, erp }) => compare(shop, erp) !== 0)
}

function taxesOf(documents: readonly Pick<ErpDocument, 'taxes'>[]): Record<string, Decimal> {
  const taxes: Record<string, Decimal> = {}
  for (const document of documents) {
    for (const [rate, amount] of Object.entries(document.taxes)) taxes[rate] = add(taxes[rate] ?? ZERO, amount)
  }
  return taxes
}

const taxName = (rate: string): string => (/^[\d.]+$/.test(rate) ? `tax ${rate}%` : `tax on ${rate}`)

function sumsOf(
  booked: readonly ShopOrder[],
  byOrder: ReadonlyMap<string | null, readonly ErpDocument[]>,
  payments: boolean,
): Sum[] {
  const documents = booked.flatMap((order) => byOrder.get(order.key) ?? [])
  // What is sold counts once: by the invoices where an order has them, else by its sales order.
  const sales = booked.flatMap((order) => {
    const own = byOrder.get(order.key) ?? []
    const invoices = own.filter(({ kind }) => kind === 'invoice' || kind === 'credit-note')
    return invoices.length > 0 ? invoices : own.filter(({ kind }) => kind === 'sales-order')
  })
  const shopTaxes = taxesOf(booked)
  const erpTaxes = taxesOf(sales)
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
