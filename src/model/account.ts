import type { Address } from './address.ts'

/** A person or company that buys, as one system keeps it now (beside what a single order states of its buyer). */
export interface Account {
  readonly externalId: string
  readonly kind: 'person' | 'company'
  /** UTC, ISO 8601. */
  readonly updatedAt: string
  readonly createdAt: string | null
  /** What is shown; of a person first and last name. */
  readonly name: string
  readonly firstName?: string | null
  readonly lastName?: string | null
  readonly email?: string | null
  readonly phone?: string | null
  readonly language?: string | null
  readonly note?: string | null
  readonly tags?: readonly string[]
  readonly taxExempt?: boolean
  /** As registered, with its country's letters. */
  readonly vatNumber?: string | null
  /** The merchant's own number of the account. */
  readonly number?: string | null
  /** The system's name of the terms on which it pays; `null` = at once. */
  readonly paymentTerms?: string | null
  /** The system's id of the price list it buys by. */
  readonly priceList?: string | null
  readonly marketingConsent?: boolean | null
  readonly addresses: readonly AccountAddress[]
  /** Of a company: who may order for it. */
  readonly contacts?: readonly AccountContact[]
  /** Of a person: the name of the company that it orders for in this system. */
  readonly contactOf?: string | null
  /** Of a company: its places, each with addresses and terms of its own. */
  readonly locations?: readonly AccountLocation[]
  /** The system merged it into this one. */
  readonly mergedInto?: string | null
  /** The person asked to be forgotten; nothing of it may be copied any more. */
  readonly erased?: boolean
}

export interface AccountAddress {
  readonly externalId: string
  readonly address: Address
  readonly isDefault: boolean
}

export interface AccountContact {
  readonly externalId: string
  readonly firstName: string | null
  readonly lastName: string | null
  readonly email: string | null
  readonly phone: string | null
}

export interface AccountLocation {
  readonly externalId: string
  readonly name: string
  readonly number: string | null
  readonly shippingAddress: Address | null
  readonly billingAddress: Address | null
  readonly taxExempt: boolean | null
  readonly vatNumber: string | null
  readonly paymentTerms: string | null
}
