import type { PaymentDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Money } from '#model/money'
import type { Order } from '#model/order'

/** What the target's books hold that a payout may be about. */
export interface PayoutFacts {
  /** Every document that was ever written for this payout itself, cancelled ones too. */
  readonly held: readonly HeldDocument[]
  /** Payments and refund payments that the rows may be, by whatever names them. More than needed does no harm. */
  readonly payments: readonly BookedPayment[]
  /** Orders that rows name and whose payments are not all among `payments`. */
  readonly orders: readonly PayoutOrder[]
}

export interface BookedPayment {
  readonly reference: string
  readonly externalId: string
  readonly document: PaymentDocument
  /**
   * What it moved on the account where its money waits, always positive, as the target says; `null` = not known, then the document's
   * own amount counts.
   */
  readonly cleared: Money | null
}

/** An order as the store states it, with what the target holds for it. */
export interface PayoutOrder {
  readonly order: Order
  readonly held: readonly HeldDocument[]
}
