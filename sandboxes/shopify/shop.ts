import type { Clock } from '#lib/clock'
import type { DisputeState } from './balance-state.ts'
import { createCatalog } from './catalog.ts'
import type { Catalog } from './catalog-state.ts'
import { syncFulfillmentOrders } from './fulfillment-orders.ts'
import type { Ids } from './ids.ts'
import { createPeopleIndex, type PeopleIndex } from './people-index.ts'
import type { CompanyState, CustomerState } from './people-state.ts'
import { createPriceBook, type PriceBook } from './price-state.ts'
import type { NumericId, OrderState } from './state.ts'

export type Plan = 'basic' | 'advanced' | 'plus' | 'enterprise'

/** How the shop is set up; fixed for its life. */
export interface ShopConfig {
  readonly id: NumericId
  readonly name: string
  /** `example.myshopify.com` */
  readonly domain: string
  readonly currency: string
  readonly ianaTimezone: string
  readonly taxesIncluded: boolean
  readonly plan: Plan
}

interface LocationState {
  readonly id: NumericId
  readonly name: string
}

/** Everything one shop holds. No globals: two sandboxes know nothing of each other. */
export interface Shop {
  readonly config: ShopConfig
  readonly clock: Clock
  readonly ids: Ids
  readonly orders: Map<NumericId, OrderState>
  readonly orderIdByName: Map<string, NumericId>
  readonly catalog: Catalog
  readonly customers: Map<NumericId, CustomerState>
  readonly customerByEmail: Map<string, CustomerState>
  readonly companies: Map<string, CompanyState>
  readonly people: PeopleIndex
  readonly prices: PriceBook
  readonly locations: LocationState[]
  orderCount: number
  /** Disputes by the order that they are about. */
  readonly disputes: Map<NumericId, DisputeState[]>
  /** Called with each thing that happened, after the state has changed. */
  emit: (event: ShopEvent) => void
}

/** Something the shop tells subscribers about. */
export interface ShopEvent {
  /** As in the header: `orders/create`. */
  readonly topic: string
  readonly order: OrderState | null
  /** Refund, transaction or fulfilment the event is about. */
  readonly subjectId: NumericId | null
  /** Body of an event that is about no order; a function when it is made only for those who ask. */
  readonly body: Readonly<Record<string, unknown>> | (() => Readonly<Record<string, unknown>>) | null
}

export function createShop(config: ShopConfig, clock: Clock, ids: Ids, indexLagMs = 0): Shop {
  const names = ['Warehouse', 'Store', 'Annex']
  return {
    config,
    clock,
    ids,
    orders: new Map(),
    orderIdByName: new Map(),
    catalog: createCatalog(clock, indexLagMs),
    customers: new Map(),
    customerByEmail: new Map(),
    companies: new Map(),
    people: createPeopleIndex(clock, indexLagMs),
    prices: createPriceBook(),
    locations: names.map((name) => ({ id: ids.next('Location'), name })),
    orderCount: 0,
    disputes: new Map(),
    emit: () => {},
  }
}

export const defaultLocation = (shop: Shop): NumericId => shop.locations[0]?.id ?? 0

/** Marks an order as changed now (or at the given time) and tells subscribers, `orders/updated` last. */
export function touch(
  shop: Shop,
  order: OrderState,
  topics: readonly (string | [string, NumericId])[],
  at: Date = shop.clock.now(),
): void {
  order.revision += 1
  order.updatedAt = at
  syncFulfillmentOrders(shop, order, at)
  for (const entry of topics) {
    const [topic, subjectId] = typeof entry === 'string' ? [entry, null] : entry
    shop.emit({ topic, order, subjectId, body: null })
  }
}
