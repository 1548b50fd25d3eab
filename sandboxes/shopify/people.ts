import type { AddressInput, CompanyInput, CustomerInput } from './place-input.ts'
import type { Shop } from './shop.ts'
import type { AddressState, CompanyState, CustomerState } from './people-state.ts'

const FIRST = ['Astrid', 'Björn', 'Clara', 'David', 'Elin', 'Felix', 'Greta', 'Hugo']
const LAST = ['Andersson', 'Berg', 'Carlsson', 'Dahl', 'Ek', 'Forsberg', 'Gran', 'Holm']

/** The customer of an order: found by e-mail, otherwise new. */
export function findOrAddCustomer(shop: Shop, input: CustomerInput): CustomerState {
  const known = input.email === undefined ? undefined : shop.customerByEmail.get(input.email.toLowerCase())
  if (known !== undefined) return known
  const now = shop.clock.now()
  const id = shop.ids.next('Customer')
  const customer: CustomerState = {
    id,
    email: input.email ?? null,
    phone: input.phone ?? null,
    firstName: input.firstName ?? FIRST[id % FIRST.length] ?? null,
    lastName: input.lastName ?? LAST[Math.floor(id / 8) % LAST.length] ?? null,
    taxExempt: input.taxExempt ?? false,
    defaultAddress: null,
    createdAt: now,
    updatedAt: now,
  }
  customer.defaultAddress = address(shop, input.address ?? {}, customer)
  shop.customers.set(id, customer)
  if (customer.email !== null) shop.customerByEmail.set(customer.email.toLowerCase(), customer)
  return customer
}

/** An address of the shop's home country unless the test says otherwise. */
export function address(shop: Shop, input: AddressInput, customer: CustomerState | null): AddressState {
  return {
    id: shop.ids.next('MailingAddress'),
    firstName: input.firstName ?? customer?.firstName ?? null,
    lastName: input.lastName ?? customer?.lastName ?? null,
    company: input.company ?? null,
    address1: input.address1 ?? 'Storgatan 1',
    address2: input.address2 ?? null,
    zip: input.zip ?? '111 22',
    city: input.city ?? 'Stockholm',
    province: input.province ?? null,
    provinceCode: input.provinceCode ?? null,
    country: input.country ?? countryName(input.countryCode ?? 'SE'),
    countryCode: input.countryCode ?? 'SE',
    phone: input.phone ?? customer?.phone ?? null,
  }
}

const countryNames = new Intl.DisplayNames('en', { type: 'region' })
const countryName = (code: string): string => countryNames.of(code) ?? code

/** The company of a B2B order and the location that buys; both are found by external id, else by name. */
export function findOrAddCompany(shop: Shop, input: CompanyInput): { company: CompanyState; locationId: number } {
  const key = input.externalId ?? input.name
  const company = shop.companies.get(key) ?? {
    id: shop.ids.next('Company'),
    name: input.name,
    externalId: input.externalId ?? null,
    contactId: shop.ids.next('CompanyContact'),
    locations: [],
  }
  shop.companies.set(key, company)
  const name = input.locationName ?? input.name
  let location = company.locations.find((entry) => entry.name === name)
  if (location === undefined) {
    location = { id: shop.ids.next('CompanyLocation'), name, externalId: input.locationExternalId ?? null }
    company.locations.push(location)
  }
  return { company, locationId: location.id }
}
