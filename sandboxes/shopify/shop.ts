import type { Clock } from '#lib/clock'
import type { DisputeState } from './balance-state.ts'
import type { Ids } from './ids.ts'
import type { CompanyState, CustomerState, NumericId, OrderState } from './state.ts'

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

export interface ProductState {
  readonly productId: NumericId
  readonly variantId: NumericId
  readonly inventoryItemId: NumericId
  readonly sku: string | null
  readonly title: string
  readonly variantTitle: string | null
  readonly vendor: string | null
  readonly barcode: string | null
  readonly price: string
  readonly taxable: boolean
  readonly requiresShipping: boolean
  readonly giftCard: boolean
  removed: boolean
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
  readonly products: Map<NumericId, ProductState>
  readonly variantsBySku: Map<string, ProductState[]>
  readonly customers: Map<NumericId, CustomerState>
  readonly customerByEmail: Map<string, CustomerState>
  readonly companies: Map<string, CompanyState>
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
  /** Body of an event that is about no order. */
  readonly body: Readonly<Record<string, unknown>> | null
}

export function createShop(config: ShopConfig, clock: Clock, ids: Ids): Shop {
  const names = ['Warehouse', 'Store', 'Annex']
  return {
    config,
    clock,
    ids,
    orders: new Map(),
    orderIdByName: new Map(),
    products: new Map(),
    variantsBySku: new Map(),
    customers: new Map(),
    customerByEmail: new Map(),
    companies: new Map(),
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
  for (const entry of topics) {
    const [topic, subjectId] = typeof entry === 'string' ? [entry, null] : entry
    shop.emit({ topic, order, subjectId, body: null })
  }
}
