import { fullName } from './address-view.ts'
import type { View } from './connections.ts'
import { gid } from './ids.ts'
import type { AddressState, CustomerState } from './people-state.ts'
import { zonedText } from './search.ts'
import type { Shop } from './shop.ts'

/** A customer as webhooks carry it; in the topics about customers with every address. */
export function customerBody(shop: Shop, customer: CustomerState, { addresses = false } = {}): View {
  const time = (at: Date): string => zonedText(shop.config.ianaTimezone, at)
  const consent = customer.emailConsent
  const numbered = (address: AddressState): View => ({
    id: address.id,
    customer_id: customer.id,
    ...addressBody(address),
    default: address.id === customer.defaultAddress?.id,
  })
  return {
    id: customer.id,
    admin_graphql_api_id: gid('Customer', customer.id),
    email: customer.email,
    phone: customer.phone,
    first_name: customer.firstName,
    last_name: customer.lastName,
    state: customer.state.toLowerCase(),
    note: customer.note,
    verified_email: true,
    multipass_identifier: null,
    tax_exempt: customer.taxExempt,
    tax_exemptions: customer.taxExemptions,
    tags: customer.tags.join(', '),
    currency: shop.config.currency,
    created_at: time(customer.createdAt),
    updated_at: time(customer.updatedAt),
    email_marketing_consent:
      customer.email === null
        ? null
        : {
            state: consent.state.toLowerCase(),
            opt_in_level: consent.level?.toLowerCase() ?? null,
            consent_updated_at: consent.updatedAt === null ? null : time(consent.updatedAt),
          },
    ...(addresses ? { addresses: customer.addresses.map(numbered) } : {}),
    default_address: customer.defaultAddress === null ? null : numbered(customer.defaultAddress),
  }
}

export function addressBody(address: AddressState): View {
  return {
    first_name: address.firstName,
    last_name: address.lastName,
    name: fullName(address),
    company: address.company,
    address1: address.address1,
    address2: address.address2,
    zip: address.zip,
    city: address.city,
    province: address.province,
    province_code: address.provinceCode,
    country: address.country,
    country_code: address.countryCode,
    phone: address.phone,
  }
}
