import type { Decimal } from '#lib/decimal'

/** Goods that left, as the store knows it. */
export interface Fulfillment {
  readonly externalId: string
  readonly status: 'success' | 'pending' | 'cancelled' | 'failure'
  readonly createdAt: string
  readonly locationExternalId: string | null
  readonly lines: readonly { readonly lineExternalId: string; readonly quantity: Decimal }[]
  readonly tracking: readonly {
    readonly company: string | null
    readonly number: string | null
    readonly url: string | null
  }[]
}
