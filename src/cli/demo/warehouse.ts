import { compareProducts } from '#engine/catalog/compare-products'
import type { Item, Random } from '#cli/sandboxes'
import type { DemoStep } from './orders.ts'
import type { DemoWorld } from './world.ts'

/** What happened in the warehouse, and how much of it the shop shows by now. */
export interface WarehouseFigures {
  /** Products that the shop counts, and those whose figure is what the ERP has for sale. */
  readonly products: number
  readonly inStep: number
  /** Deliveries that arrived from suppliers. */
  readonly receipts: number
  /** Prices that somebody changed in the ERP, and those that the shop shows. */
  readonly prices: number
  readonly shown: number
  /** Parcels that left the ERP's warehouse, those that the shop knows, and e-mails that it wrote to customers about them. */
  readonly parcels: number
  readonly told: number
  readonly emails: number
}

/** The ERP's warehouse, where people pack parcels and unload pallets while the shop sells. */
export interface Warehouse {
  /** Another order came in: now and then something leaves or arrives. */
  tick(name: string, step: DemoStep): void
  /** Packs what is left to pack. */
  finish(): void
  figures(): WarehouseFigures
}

const PLACE = 'Stores - NL'
const FIRST_STOCK = 60
const PALLET = 25
const PACK_EVERY = 4
const UNLOAD_EVERY = 9
const PRICE_EVERY = 7
const PRICE_LIST = 'Web SEK'
const FIRST_PRICE = 100
// A parcel leaves once its order has had the time to be booked.
const ORDERS_UNTIL_PACKED = 16

interface Parcel {
  readonly order: string
  readonly number: string
}

/** Fills the shelves, and offers in the shop what lies on them. */
export async function openWarehouse(world: DemoWorld, items: readonly Item[], random: Random): Promise<Warehouse> {
  const { shop, erp, running, integration } = world
  const codes = items.filter(({ code }) => code !== 'MADE-TO-MEASURE').map(({ code }) => code)
  const waiting: string[] = []
  const parcels: Parcel[] = []
  const prices = new Map<string, number>()
  let [ticks, receipts] = [0, 0]
  erp.stock.setMany(PLACE, Object.fromEntries(codes.map((code) => [code, FIRST_STOCK])))
  for (const code of codes) erp.prices.set(code, PRICE_LIST, FIRST_PRICE)
  const anyCode = (): string => codes[Math.floor(random() * codes.length)] ?? ''
  const { organizationId, engine } = running.bridge
  await compareProducts(engine.services, { organizationId, integrationId: integration.integrationId, dryRun: false })
  const pack = (order: string): void => {
    const sold = erp.documents('Sales Order').find((one) => one['po_no'] === order && one['docstatus'] === 1)
    // What was handed over at a till is on no shelf any more.
    const isThere = shop.orders().some(({ name, fulfillments }) => name === order && fulfillments.length === 0)
    if (sold === undefined || !isThere) return
    const number = `00373400${String(10_000_000 + parcels.length * 7919)}SE`
    try {
      erp.deliver(sold.name, undefined, { lr_no: number })
      parcels.push({ order, number })
    } catch {
      // Too little on the shelf: it leaves another day.
    }
  }
  return {
    tick(name, step) {
      ticks += 1
      // What is changed later is left on the shelf, so that both halves of the demo stay easy to follow.
      if (step.fate === 'none' && step.trouble !== 'never') waiting.push(name)
      if (ticks % PACK_EVERY === 0 && ticks > ORDERS_UNTIL_PACKED) pack(waiting.shift() ?? '')
      if (ticks % PRICE_EVERY === 0) {
        const code = anyCode()
        prices.set(code, FIRST_PRICE + ticks)
        erp.prices.set(code, PRICE_LIST, FIRST_PRICE + ticks)
      }
      if (ticks % UNLOAD_EVERY !== 0) return
      erp.stock.receive(anyCode(), PLACE, PALLET)
      receipts += 1
    },
    finish: () => pack(waiting.shift() ?? ''),
    figures: () => figuresOf(world, { codes, parcels, prices, receipts }),
  }
}

/**
 * Pieces sold that no sales order of the ERP has put aside: those of orders that it does not have, and those that were added to an
 * order after it was booked, which are invoiced by themselves. Nobody else may be offered them.
 */
function unbooked({ shop, erp }: Pick<DemoWorld, 'shop' | 'erp'>): Map<string, number> {
  const booked = new Map<string, number>()
  for (const document of erp.documents('Sales Order').filter((one) => one['docstatus'] === 1)) {
    const [, order = ''] = /:sales-order:(\d+)/.exec(String(document['tillbridge_ref'])) ?? []
    for (const row of document['items'] as readonly Readonly<Record<string, unknown>>[]) {
      count(booked, `${order} ${String(row['item_code'])}`, Number(row['qty']))
    }
  }
  const pieces = new Map<string, number>()
  for (const { id, lines } of shop.orders().filter(({ cancelledAt }) => cancelledAt === null)) {
    const sold = new Map<string, number>()
    for (const { sku, currentQuantity } of lines) if (sku !== null) count(sold, sku, currentQuantity)
    for (const [sku, quantity] of sold) count(pieces, sku, Math.max(0, quantity - (booked.get(`${id} ${sku}`) ?? 0)))
  }
  return pieces
}

const count = (counts: Map<string, number>, key: string, more: number): void =>
  void counts.set(key, (counts.get(key) ?? 0) + more)

interface Events {
  readonly codes: readonly string[]
  readonly parcels: readonly Parcel[]
  readonly prices: ReadonlyMap<string, number>
  readonly receipts: number
}

/** Looked up in the data of shop and ERP themselves. */
function figuresOf({ shop, erp }: DemoWorld, { codes, parcels, prices, receipts }: Events): WarehouseFigures {
  const orders = new Map(shop.orders().map((one) => [one.name, one.fulfillments]))
  const told = parcels.filter(({ order, number }) =>
    orders.get(order)?.some(({ tracking }) => tracking.some((one) => one.number === number)),
  )
  const emails = parcels.flatMap(({ order, number }) =>
    shop.notifications(order).filter(({ trackingNumbers }) => trackingNumbers.includes(number)),
  )
  const held = unbooked({ shop, erp })
  const forSale = (code: string): number => {
    const { actual, reserved } = erp.stock.level(code, PLACE)
    return Math.max(0, Math.floor(actual - reserved - (held.get(code) ?? 0)))
  }
  return {
    products: codes.length,
    inStep: codes.filter((code) => shop.stock.level(code).available === forSale(code)).length,
    receipts,
    prices: prices.size,
    shown: [...prices].filter(([code, price]) => Number(shop.products.variant(code).price) === price).length,
    parcels: parcels.length,
    told: told.length,
    emails: emails.length,
  }
}
