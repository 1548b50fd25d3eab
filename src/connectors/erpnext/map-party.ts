import { addressKey } from '#contract/address-key'
import { contentHash } from '#lib/hash'
import type { Address } from '#model/address'
import { normalEmail } from '#model/customer'
import type { Party } from '#model/documents'
import { personNames, titleText } from './names.ts'
import type { Fields } from './sales-head.ts'
import type { ErpnextSettings } from './settings.ts'
import { REFERENCE_FIELD } from './vendor.ts'

/** ERPNext demands a street and a city; a dash says that the buyer gave none. */
const NOT_GIVEN = '-'

/** The phone number when Frappe takes it for one; a wrong one would have the whole record refused. */
export function phoneText(phone: string | null): string | null {
  const text = phone?.trim() ?? ''
  return /^[0-9 +_\-,.*#()]{1,20}$/.test(text) ? text : null
}

/** What the customer is called, without a number that ERPNext may add for a namesake. */
export function partyName(party: Party, settings: ErpnextSettings): string {
  const name = party.kind === 'walk-in' ? (settings.walkInCustomer ?? party.name) : (party.company?.name ?? party.name)
  return titleText(name) || titleText(party.email ?? '') || 'Unnamed customer'
}

/** The body of a Customer, with contact and billing address made in the same transaction. */
export function customerBody(
  party: Party,
  reference: string,
  billing: Fields | null,
  settings: ErpnextSettings,
): Fields {
  const shared = party.kind === 'walk-in'
  const name = partyName(party, settings)
  return {
    customer_name: name,
    customer_type: party.kind === 'company' ? 'Company' : 'Individual',
    [REFERENCE_FIELD]: reference,
    ...(settings.customerGroup === null ? {} : { customer_group: settings.customerGroup }),
    ...(settings.territory === null ? {} : { territory: settings.territory }),
    ...(party.company?.vatNumber ? { tax_id: party.company.vatNumber } : {}),
    ...(shared ? {} : contactFields(party, name)),
    ...(shared || billing === null ? {} : billing),
  }
}

function contactFields(party: Party, customer: string): Fields {
  const email = normalEmail(party.email)
  const phone = phoneText(party.phone)
  return {
    ...(email === null ? {} : { email_id: email }),
    ...(phone === null ? {} : { mobile_no: phone }),
    ...personNames(party.customer ?? {}, customer),
  }
}

/** The fields that a Customer's creation and an Address share. */
export function addressFields(address: Address, country: string | null): Fields {
  const line1 = clean(address.line1) ?? clean(address.line2) ?? clean(address.company) ?? NOT_GIVEN
  const line2 = clean(address.line1) === null ? null : clean(address.line2)
  const city = clean(address.city) ?? clean(address.province) ?? NOT_GIVEN
  const state = clean(address.province)
  const pincode = clean(address.postalCode)
  return {
    address_line1: line1,
    ...(line2 === null ? {} : { address_line2: line2 }),
    city,
    ...(state === null ? {} : { state }),
    ...(pincode === null ? {} : { pincode }),
    ...(country === null ? {} : { country }),
  }
}

const clean = (text: string | null): string | null => text?.replace(/\s+/g, ' ').trim().slice(0, 140) || null

export interface NewAddress {
  readonly address: Address
  readonly type: 'Billing' | 'Shipping'
  readonly country: string | null
}

/** The body of an Address of a customer. Its unique reference keeps two orders from making it twice. */
export function addressBody({ address, type, country }: NewAddress, customer: string, party: Party): Fields {
  const phone = phoneText(address.phone)
  return {
    address_title: recipient(address, party),
    address_type: type,
    ...addressFields(address, country),
    ...(phone === null ? {} : { phone }),
    is_primary_address: 0,
    is_shipping_address: 0,
    [REFERENCE_FIELD]: addressReference(address, customer),
    links: [{ link_doctype: 'Customer', link_name: customer }],
  }
}

/** Our reference of an address that we made for a customer. */
export const addressReference = (address: Address, customer: string): string =>
  `address:${addressKey(address)}:${contentHash(customer)}`

/** Who the parcel is for: an Address has no field for it, so its title says it. */
function recipient(address: Address, party: Party): string {
  const person = [address.firstName, address.lastName].filter(Boolean).join(' ')
  const name = [address.company, person].filter(Boolean).join(', ')
  return titleText(name) || titleText(party.name) || NOT_GIVEN
}

/** Whether the buyer is the recipient. */
export const isToParty = (address: Address, party: Party): boolean =>
  normal(recipient(address, party)) === normal(titleText(party.name))

/** Whether an address says where something is. */
const isGiven = (address: Address | null): address is Address =>
  address !== null &&
  [address.line1, address.line2, address.city, address.postalCode].some((text) => clean(text) !== null)

/** The party's addresses, each once. */
export function givenAddresses(party: Party): { readonly address: Address; readonly type: 'Billing' | 'Shipping' }[] {
  const { billingAddress: billing, shippingAddress: shipping } = party
  const both = [
    ...(isGiven(billing) ? [{ address: billing, type: 'Billing' as const }] : []),
    ...(isGiven(shipping) ? [{ address: shipping, type: 'Shipping' as const }] : []),
  ]
  const keys = both.map(({ address }) => addressKey(address))
  return both.filter(({ address }, index) => keys.indexOf(addressKey(address)) === index)
}

/** An Address as a list tells it. */
export interface KnownAddress {
  readonly name: string
  readonly address_title?: string | null | undefined
  readonly address_line1?: string | null | undefined
  readonly address_line2?: string | null | undefined
  readonly city?: string | null | undefined
  readonly state?: string | null | undefined
  readonly pincode?: string | null | undefined
  readonly country?: string | null | undefined
}

const COMPARED = ['address_line1', 'address_line2', 'city', 'state', 'pincode', 'country'] as const

/** Whether an address that ERPNext has is this one, whoever entered it. */
export function isSameAddress(known: KnownAddress, { address, country }: NewAddress, party: Party): boolean {
  const wanted = addressFields(address, country)
  const same = COMPARED.every((field) =>
    field === 'country' && country === null ? true : normal(known[field]) === normal(wanted[field]),
  )
  if (!same) return false
  return isToParty(address, party) || normal(known.address_title).includes(normal(recipient(address, party)))
}

const normal = (value: unknown): string =>
  typeof value === 'string' ? value.trim().replace(/\s+/g, ' ').toLowerCase() : ''
