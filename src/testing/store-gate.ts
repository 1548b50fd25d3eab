import type { Asked } from './asked.ts'
import type { StoreOrder } from './store-side.ts'

/** How a store and Tillbridge reach each other. */
export interface StoreGate {
  /** Resolves when everything that it has to tell has been sent. */
  told(): Promise<unknown>
  /** Whether it still tells of orders, or has given up. */
  isTelling(): boolean
  /** What it tries again over hours, it tries again in a moment. */
  hurry(on: boolean): void
  /** Somebody takes away the access that we have. The configuration of the story names the new one from now on. */
  endAccess(): void
  /** What was given for a time ends; absent where access has no end. */
  readonly expireAccess?: () => void
  asked(): Asked
  /** The shop sends an order and puts it away, all in one moment. */
  putAway(order: StoreOrder): void
  /** The shop sends an order in so many parcels. */
  sendIn(order: StoreOrder, parcels: number): void
}
