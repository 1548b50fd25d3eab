import { existsSync, readdirSync } from 'node:fs'
import type { Decimal } from '#lib/decimal'

/**
 * The sandboxes stand outside of the program: they are loaded by path when somebody asks for one, and only what is used of them
 * is described here.
 */
const FOLDER = new URL('../../sandboxes/', import.meta.url)

const load = async <M>(path: string): Promise<M> => (await import(new URL(path, FOLDER).href)) as M

export interface ShopSandbox extends AsyncDisposable {
  readonly url: string
  readonly domain: string
  readonly clientId: string
  readonly clientSecret: string
  readonly faults: SandboxFaults
  readonly deliveries: { configure(chaos: DeliveryChaos): void; settled(): Promise<void> }
  place(order: DemoOrder): { readonly legacyId: string; readonly name: string }
  refund(order: string, input: ShopRefund): unknown
  edit(order: string, input: { readonly quantities: readonly ShopQuantity[] }): unknown
  cancel(order: string): void
  /** `net`: received less paid back. */
  totals(order: string): { readonly net: Decimal }
  orders(): readonly ShopOrder[]
  /** Ids of its locations, the default one first. */
  locations(): readonly number[]
  readonly products: {
    add(product: ShopProduct): unknown
    variant(sku: string): { readonly price: string }
  }
  readonly stock: { level(sku: string): { readonly available: number } }
  readonly payouts: {
    /** The provider pays out all that came in; `null` when nothing did. */
    run(input: { readonly status: 'PAID' }): PaidOut | null
  }
  /** What the shop wrote to the customer of an order. */
  notifications(order: string): readonly { readonly trackingNumbers: readonly string[] }[]
}

/** What a payment provider sent to the bank at once, with what it consists of. */
export interface PaidOut {
  readonly net: Decimal
  readonly rows: readonly { readonly type: string; readonly fee: Decimal }[]
}

interface ShopProduct {
  readonly sku: string
  readonly title: string
  readonly price: string
  readonly stock: number
  readonly tracked: boolean
}

interface ShopOrder {
  readonly id: number
  readonly name: string
  readonly cancelledAt: Date | null
  readonly lines: readonly { readonly sku: string | null; readonly currentQuantity: number }[]
  readonly fulfillments: readonly { readonly tracking: readonly { readonly number: string | null }[] }[]
}

interface ShopQuantity {
  /** Counted from 0. */
  readonly line: number
  readonly quantity: number
}

interface ShopRefund {
  readonly lines?: readonly (ShopQuantity & { readonly restockType: 'NO_RESTOCK' })[]
  /** Given back without goods. */
  readonly goodwill?: string
}

/** How the next webhooks go wrong on purpose. */
export interface DeliveryChaos {
  readonly dropShare: number
  readonly duplicateShare: number
  readonly delayMs: readonly [number, number]
}

export interface ErpSandbox extends AsyncDisposable {
  readonly url: string
  readonly apiKey: string
  readonly apiSecret: string
  readonly faults: SandboxFaults
  readonly requestCount: number
  readonly deliveries: { settled(): Promise<void> }
  readonly stock: {
    setMany(warehouse: string, quantities: Readonly<Record<string, number>>): unknown
    receive(item: string, warehouse: string, quantity: number): unknown
    level(item: string, warehouse: string): { readonly actual: number; readonly reserved: number }
  }
  readonly prices: { set(item: string, list: string, rate: number): unknown }
  documents(doctype: string): readonly ({ readonly name: string } & Readonly<Record<string, unknown>>)[]
  /** Sends what is left of an order, with a parcel's number. */
  deliver(order: string, lines: undefined, head: { readonly lr_no: string }): unknown
}

export interface SandboxFaults {
  sometimes(match: string | RegExp, probability: number, fault: SandboxFault): void
  clear(): void
}

export type SandboxFault =
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'reset-before' }
  | { readonly kind: 'reset-after' }
  | { readonly kind: 'status'; readonly status: number; readonly body?: string }

/** An order as the shop takes it; only what the demo looks at is named. */
export interface DemoOrder {
  readonly lines: readonly DemoLine[]
  readonly shipping?: unknown
  readonly [other: string]: unknown
}

export interface DemoLine {
  readonly sku?: string
  readonly title?: string
  readonly quantity: number
  readonly taxRates?: readonly { readonly title?: string; readonly rate: string }[]
  readonly [other: string]: unknown
}

export interface Item {
  readonly code: string
  readonly name: string
}

export type Random = () => number

/** The vendors whose servers can be run here. */
export const sandboxNames = (): string[] =>
  readdirSync(FOLDER)
    .filter((name) => existsSync(new URL(`${name}/main.ts`, FOLDER)))
    .sort()

interface SandboxProgram {
  runSandbox(options: { port?: number; orders?: number; print: (line: string) => void }): Promise<void>
}

export const loadSandbox = (name: string): Promise<SandboxProgram> => load<SandboxProgram>(`${name}/main.ts`)

interface ErpOptions {
  readonly seed: 'demo'
  readonly latencyMs?: number
  readonly items?: readonly Item[]
}

/** What the demo needs of the sandboxes beside running them. */
export async function loadDemoParts() {
  const [shop, erp, orders, ids, proof, shopFacts, erpFacts] = await Promise.all([
    load<{
      startShopify(options: {
        seed: number
        shop: { name: string; domain: string; plan: string }
      }): Promise<ShopSandbox>
    }>('shopify/start.ts'),
    load<{ startErpnext(options: ErpOptions): Promise<ErpSandbox> }>('erpnext/start.ts'),
    load<{ randomOrder(random: Random, config: { currency: string }): DemoOrder }>('shopify/order-generator.ts'),
    load<{ seededRandom(seed: number): Random }>('shopify/ids.ts'),
    load<{ proveBooks(input: BooksProofInput): BooksProof }>('proof/books-proof.ts'),
    load<{ shopOrders(shop: ShopSandbox): readonly unknown[] }>('proof/shop-facts.ts'),
    load<{ erpDocuments(erp: ErpSandbox): readonly unknown[] }>('proof/erp-facts.ts'),
  ])
  return {
    startShopify: shop.startShopify,
    startErpnext: (options: Omit<ErpOptions, 'seed'>): Promise<ErpSandbox> =>
      erp.startErpnext({ seed: 'demo', ...options }),
    randomOrder: orders.randomOrder,
    seededRandom: ids.seededRandom,
    prove: (shopSandbox: ShopSandbox, erpSandbox: ErpSandbox, excuses: readonly Excuse[]): BooksProof =>
      proof.proveBooks({
        orders: shopFacts.shopOrders(shopSandbox),
        documents: erpFacts.erpDocuments(erpSandbox),
        excuses,
        payments: true,
      }),
  }
}

export type DemoParts = Awaited<ReturnType<typeof loadDemoParts>>

interface BooksProofInput {
  readonly orders: readonly unknown[]
  readonly documents: readonly unknown[]
  readonly excuses: readonly Excuse[]
  readonly payments: boolean
}

export interface Excuse {
  readonly orderKey: string
  readonly state: 'attention' | 'skipped'
  readonly code: string
  readonly message: string
  readonly remedy: string | null
}

/** The comparison of both sides' books, as `sandboxes/proof` makes it. */
export interface BooksProof {
  readonly placed: number
  readonly booked: number
  readonly documents: number
  readonly byKind: readonly { readonly kind: string; readonly count: number; readonly total: Decimal }[]
  readonly lost: readonly string[]
  readonly takenBack: readonly string[]
  readonly double: readonly { readonly order: string; readonly kind: string; readonly documents: readonly string[] }[]
  readonly unbalanced: readonly {
    readonly document: string
    readonly order: string
    readonly what: string
    readonly shop: Decimal
    readonly erp: Decimal
  }[]
  readonly drafts: readonly string[]
  readonly strays: readonly string[]
  readonly held: readonly (Excuse & { readonly order: string })[]
  readonly skipped: readonly (Excuse & { readonly order: string })[]
  readonly sums: readonly {
    readonly what: string
    readonly shop: Decimal
    readonly erp: Decimal
    readonly difference: Decimal
  }[]
}
