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

export interface CustomerState {
  readonly id: NumericId
  email: string | null
  phone: string | null
  firstName: string | null
  lastName: string | null
  taxExempt: boolean
  defaultAddress: AddressState | null
  readonly createdAt: Date
  updatedAt: Date
}

export interface CompanyState {
  readonly id: NumericId
  readonly name: string
  readonly externalId: string | null
  readonly contactId: NumericId
  readonly locations: { readonly id: NumericId; readonly name: string; readonly externalId: string | null }[]
}
