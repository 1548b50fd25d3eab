import { addressKey } from '#contract/address-key'
import type { Address } from '#model/address'
import { normalEmail } from '#model/customer'
import type { Party } from '#model/documents'
import type { Values } from './client.ts'
import { countryId, stateId } from './facts.ts'
import type { OdooContext } from './memory.ts'
import type { OdooSettings } from './settings.ts'
import { REFERENCE } from './vendor.ts'

const oneLine = (text: string | null): string => text?.replace(/\s+/g, ' ').trim() ?? ''

/** What the customer is called. */
export function partyName(party: Party, settings: OdooSettings): string {
  const name = party.kind === 'walk-in' ? (settings.walkInCustomer ?? party.name) : (party.company?.name ?? party.name)
  return oneLine(name) || oneLine(party.email) || 'Unnamed customer'
}

/** A customer without addresses; its own fields show where it is billed. */
export async function customerFields(context: OdooContext, party: Party): Promise<Values> {
  const isShared = party.kind === 'walk-in'
  const { billingAddress, company } = party
  return {
    name: partyName(party, context.settings),
    is_company: party.kind === 'company',
    customer_rank: 1,
    ...(isShared ? {} : { email: normalEmail(party.email) ?? false, phone: oneLine(party.phone) || false }),
    ...(isShared || billingAddress === null ? {} : await placeFields(context, billingAddress)),
    ...(company?.vatNumber ? { vat: company.vatNumber } : {}),
    ...(company?.customerNumber ? { ref: company.customerNumber } : {}),
  }
}

export async function placeFields(context: OdooContext, address: Address): Promise<Values> {
  const country = await countryId(context, address.countryCode)
  const state = country === null ? null : await stateId(context, country, address.province)
  return {
    street: oneLine(address.line1) || false,
    street2: oneLine(address.line2) || false,
    zip: oneLine(address.postalCode) || false,
    // Where Odoo knows no provinces, letters need none.
    city: oneLine(address.city) || (state === null ? oneLine(address.province) : '') || false,
    state_id: state ?? false,
    country_id: country ?? false,
  }
}

export interface GivenAddress {
  readonly address: Address
  readonly type: 'invoice' | 'delivery' | 'other'
}

/** An address of a customer, found again by our reference of it. */
export async function addressFields(
  context: OdooContext,
  { address, type }: GivenAddress,
  customer: string,
): Promise<Values> {
  const person = [address.firstName, address.lastName].map(oneLine).filter(Boolean).join(' ')
  const name = [oneLine(address.company), person].filter(Boolean).join(', ')
  return {
    type,
    name: name || oneLine(customer) || 'Address',
    ...(await placeFields(context, address)),
    phone: oneLine(address.phone) || false,
    [REFERENCE]: addressReference(address),
  }
}

/** Our reference of an address, among those of one customer. */
export const addressReference = (address: Address): string => `address:${addressKey(address)}`

const isGiven = (address: Address | null): address is Address =>
  address !== null &&
  [address.line1, address.line2, address.city, address.postalCode].some((one) => oneLine(one) !== '')

/** The party's addresses, each once. */
export function givenAddresses({ billingAddress: billing, shippingAddress: shipping }: Party): GivenAddress[] {
  const both: GivenAddress[] = [
    ...(isGiven(billing) ? [{ address: billing, type: 'invoice' as const }] : []),
    ...(isGiven(shipping) ? [{ address: shipping, type: 'delivery' as const }] : []),
  ]
  const keys = both.map(({ address }) => addressKey(address))
  return both.filter(({ address }, index) => keys.indexOf(addressKey(address)) === index)
}
