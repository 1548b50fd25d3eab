import type { View } from './connections.ts'
import { gid } from './ids.ts'
import { templateOf } from './payment-terms-templates.ts'
import type { CompanyAddressState, CompanyContactState, CompanyLocationState, CompanyState } from './people-state.ts'
import { zonedText } from './search.ts'
import type { Shop } from './shop.ts'

/** A company as webhooks carry it; these bodies name things by their full ids only. */
export function companyBody(shop: Shop, company: CompanyState): View {
  const time = (at: Date): string => zonedText(shop.config.ianaTimezone, at)
  return {
    name: company.name,
    note: company.note,
    external_id: company.externalId,
    main_contact_admin_graphql_api_id: company.contactId === null ? null : gid('CompanyContact', company.contactId),
    created_at: time(company.createdAt),
    updated_at: time(company.updatedAt),
    customer_since: time(company.customerSince),
    admin_graphql_api_id: gid('Company', company.id),
  }
}

export function locationBody(shop: Shop, company: CompanyState, location: CompanyLocationState): View {
  const time = (at: Date): string => zonedText(shop.config.ianaTimezone, at)
  const template = templateOf(location.paymentTermsId)
  return {
    name: location.name,
    external_id: location.externalId,
    phone: location.phone,
    locale: location.locale,
    note: location.note,
    created_at: time(location.createdAt),
    updated_at: time(location.updatedAt),
    buyer_experience_configuration:
      template === undefined
        ? null
        : {
            checkout_to_draft: location.checkoutToDraft,
            payment_terms_template: { name: template.name, due_in_days: template.dueInDays },
          },
    admin_graphql_api_id: gid('CompanyLocation', location.id),
    tax_exemptions: location.taxExemptions,
    company: companyBody(shop, company),
    billing_address: placeBody(location.billingAddress),
    shipping_address: placeBody(location.shippingAddress),
    tax_registration: location.taxRegistrationId === null ? null : { tax_id: location.taxRegistrationId },
  }
}

export const contactBody = (shop: Shop, company: CompanyState, contact: CompanyContactState): View => ({
  title: contact.title,
  locale: contact.locale,
  admin_graphql_api_id: gid('CompanyContact', contact.id),
  created_at: zonedText(shop.config.ianaTimezone, contact.createdAt),
  updated_at: zonedText(shop.config.ianaTimezone, contact.updatedAt),
  customer_admin_graphql_api_id: gid('Customer', contact.customer.id),
  company: companyBody(shop, company),
})

const placeBody = (address: CompanyAddressState | null): View | null =>
  address === null
    ? null
    : {
        address1: address.address1,
        address2: address.address2,
        city: address.city,
        zip: address.zip,
        zone_code: address.zoneCode,
        country_code: address.countryCode,
        recipient: address.recipient,
        first_name: address.firstName,
        last_name: address.lastName,
        phone: address.phone,
      }
