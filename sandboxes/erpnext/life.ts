import {
  createCustomerLife,
  createItemLife,
  createPriceLife,
  type CustomerLife,
  type ItemLife,
  type PriceLife,
} from './life/catalog.ts'
import { createDeliveryLife, type DeliveryLife } from './life/deliveries.ts'
import { type Filled, fill, type FillOptions } from './life/fill.ts'
import { createPerson } from './life/person.ts'
import { createStockLife, type StockLife } from './life/stock.ts'
import type { SiteCore } from './site.ts'

/** What people in the company do, through the same documents and checks as the API. */
export interface ErpnextLife extends DeliveryLife {
  readonly stock: StockLife
  readonly items: ItemLife
  readonly prices: PriceLife
  readonly customers: CustomerLife
  /** Many items, Bins and prices at once, without checks. */
  fillWith(options: FillOptions): Filled
}

/** `site` is asked anew each time: a reset replaces it. */
export function createLife(site: () => SiteCore): ErpnextLife {
  const person = (): ReturnType<typeof createPerson> => createPerson(site())
  return {
    ...createDeliveryLife(person),
    stock: createStockLife(person),
    items: createItemLife(person),
    prices: createPriceLife(person),
    customers: createCustomerLife(person),
    fillWith: (options) => fill(site(), options),
  }
}
