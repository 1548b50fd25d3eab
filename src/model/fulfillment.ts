import type { Decimal } from '#lib/decimal'

/** Goods that left, as the store knows it. */
export interface Fulfillment {
  readonly externalId: string
  readonly status: 'success' | 'pending' | 'cancelled' | 'failure'
  readonly createdAt: string
  /** When it was taken back before it left; `null` = never, absent = the store does not tell. */
  readonly cancelledAt?: string | null
  readonly locationExternalId: string | null
  readonly lines: readonly { readonly lineExternalId: string; readonly quantity: Decimal }[]
  readonly tracking: readonly {
    readonly company: string | null
    readonly number: string | null
    readonly url: string | null
  }[]
}
