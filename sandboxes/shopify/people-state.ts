import type { MetafieldState } from './catalog-state.ts'
import type { NumericId } from './state.ts'

export interface AddressState {
  readonly id: NumericId
  readonly firstName: string | null
  readonly lastName: string | null
  readonly company: string | null
  readonly address1: string | null
  readonly address2: string | null
  readonly zip: string | null
  readonly city: string | null
  readonly province: string | null
  readonly provinceCode: string | null
  readonly country: string | null
  readonly countryCode: string | null
  readonly phone: string | null
}

export interface ConsentState {
  readonly state: 'NOT_SUBSCRIBED' | 'PENDING' | 'SUBSCRIBED' | 'UNSUBSCRIBED' | 'REDACTED' | 'INVALID'
  readonly level: 'CONFIRMED_OPT_IN' | 'SINGLE_OPT_IN' | 'UNKNOWN' | null
  readonly updatedAt: Date | null
}

export interface CustomerState {
  readonly id: NumericId
  email: string | null
  /** With its country code, e.g. `+46701234567`. */
  phone: string | null
  firstName: string | null
  lastName: string | null
  note: string | null
  tags: readonly string[]
  taxExempt: boolean
  taxExemptions: readonly string[]
  locale: string
  state: 'DISABLED' | 'ENABLED' | 'INVITED' | 'DECLINED'
  emailConsent: ConsentState
  addresses: readonly AddressState[]
  defaultAddress: AddressState | null
  metafields: MetafieldState[]
  readonly createdAt: Date
  updatedAt: Date
}

/** An address of a company's location; it has no names of its own but a recipient. */
export interface CompanyAddressState {
  readonly id: NumericId
  readonly recipient: string | null
  readonly firstName: string | null
  readonly lastName: string | null
  readonly address1: string | null
  readonly address2: string | null
  readonly zip: string | null
  readonly city: string | null
  readonly zoneCode: string | null
  readonly countryCode: string
  readonly phone: string | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

export interface CompanyLocationState {
  readonly id: NumericId
  name: string
  externalId: string | null
  note: string | null
  phone: string | null
  locale: string | null
  billingAddress: CompanyAddressState | null
  shippingAddress: CompanyAddressState | null
  taxRegistrationId: string | null
  taxExempt: boolean
  taxExemptions: readonly string[]
  /** Id of a payment terms template. */
  paymentTermsId: NumericId | null
  checkoutToDraft: boolean
  editableShippingAddress: boolean
  readonly createdAt: Date
  updatedAt: Date
}

export interface CompanyContactState {
  readonly id: NumericId
  customer: CustomerState
  title: string | null
  locale: string | null
  readonly createdAt: Date
  updatedAt: Date
}

export interface CompanyState {
  readonly id: NumericId
  name: string
  externalId: string | null
  note: string | null
  customerSince: Date
  /** Id of the main contact. */
  contactId: NumericId | null
  /** Ids of the two roles that every company has: location admin, ordering only. */
  readonly roleIds: readonly [NumericId, NumericId]
  contacts: CompanyContactState[]
  locations: CompanyLocationState[]
  readonly createdAt: Date
  updatedAt: Date
}
