import type { CompanyAddressState, CompanyLocationState, CompanyState } from './people-state.ts'
import type { CompanyInput } from './place-input.ts'
import type { Shop } from './shop.ts'

/** The company of a B2B order and the location that buys; both are found by external id, else by name. */
export function findOrAddCompany(shop: Shop, input: CompanyInput): { company: CompanyState; locationId: number } {
  const key = input.externalId ?? input.name
  const company = shop.companies.get(key) ?? newCompany(shop, input.name, input.externalId ?? null)
  shop.companies.set(key, company)
  const name = input.locationName ?? input.name
  let location = company.locations.find((entry) => entry.name === name)
  if (location === undefined) {
    location = newLocation(shop, name, input.locationExternalId ?? null)
    company.locations.push(location)
  }
  return { company, locationId: location.id }
}

/** A company with a main contact that nobody is yet. */
export function newCompany(shop: Shop, name: string, externalId: string | null): CompanyState {
  const now = shop.clock.now()
  const contactId = shop.ids.next('CompanyContact')
  return {
    id: shop.ids.next('Company'),
    name,
    externalId,
    note: null,
    customerSince: now,
    contactId,
    contacts: [{ id: contactId, customer: null, title: null, locale: null, createdAt: now, updatedAt: now }],
    locations: [],
    createdAt: now,
    updatedAt: now,
  }
}

export function newLocation(
  shop: Shop,
  name: string,
  externalId: string | null,
  addresses: { readonly billing?: CompanyAddressState; readonly shipping?: CompanyAddressState } = {},
): CompanyLocationState {
  const now = shop.clock.now()
  return {
    id: shop.ids.next('CompanyLocation'),
    name,
    externalId,
    note: null,
    phone: null,
    locale: null,
    billingAddress: addresses.billing ?? null,
    shippingAddress: addresses.shipping ?? null,
    taxRegistrationId: null,
    taxExempt: false,
    taxExemptions: [],
    paymentTermsId: null,
    checkoutToDraft: false,
    editableShippingAddress: false,
    createdAt: now,
    updatedAt: now,
  }
}
