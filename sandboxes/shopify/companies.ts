import { companyBody, contactBody, locationBody } from './company-body.ts'
import type { CompanyContactState, CompanyLocationState, CompanyState, CustomerState } from './people-state.ts'
import type { CompanyInput } from './place-input.ts'
import type { Shop } from './shop.ts'
import type { NumericId } from './state.ts'

/** The company of a B2B order and the location that buys; both are found by external id, else by name. */
export function findOrAddCompany(
  shop: Shop,
  input: CompanyInput,
  customer: CustomerState | null,
): { company: CompanyState; locationId: number } {
  const known = [...shop.companies.values()].find((other) =>
    input.externalId === undefined ? other.name === input.name : other.externalId === input.externalId,
  )
  const company = known ?? addCompany(shop, { name: input.name, externalId: input.externalId ?? null })
  const isKnown = company.contacts.some((contact) => contact.customer === customer)
  if (customer !== null && !isKnown) addContact(shop, company, customer)
  const name = input.locationName ?? input.name
  const location =
    company.locations.find((entry) => entry.name === name) ??
    addLocation(shop, company, { name, externalId: input.locationExternalId ?? null })
  return { company, locationId: location.id }
}

interface CompanyFields {
  readonly name: string
  readonly externalId?: string | null
  readonly note?: string | null
  readonly customerSince?: string | null
}

/** A new company without contacts and locations; subscribers are told. */
export function addCompany(shop: Shop, fields: CompanyFields): CompanyState {
  const now = shop.clock.now()
  const company: CompanyState = {
    id: shop.ids.next('Company'),
    name: fields.name,
    externalId: fields.externalId ?? null,
    note: fields.note ?? null,
    customerSince: fields.customerSince == null ? now : new Date(fields.customerSince),
    contactId: null,
    roleIds: [shop.ids.next('CompanyContactRole'), shop.ids.next('CompanyContactRole')],
    contacts: [],
    locations: [],
    createdAt: now,
    updatedAt: now,
  }
  shop.companies.set(String(company.id), company)
  announceCompany(shop, company, 'create')
  return company
}

/** A new contact; the first one becomes the main one when the company has none. */
export function addContact(
  shop: Shop,
  company: CompanyState,
  customer: CustomerState,
  { title, locale }: { readonly title?: string | null; readonly locale?: string | null } = {},
): CompanyContactState {
  const now = shop.clock.now()
  const contact = {
    id: shop.ids.next('CompanyContact'),
    customer,
    title: title ?? null,
    locale: locale ?? 'en',
    createdAt: now,
    updatedAt: now,
  }
  company.contacts.push(contact)
  shop.emit({
    topic: 'company_contacts/create',
    order: null,
    subjectId: null,
    body: () => contactBody(shop, company, contact),
  })
  if (company.contactId === null && company.contacts.length === 1) company.contactId = contact.id
  return contact
}

/** A new location; subscribers are told. */
export function addLocation(
  shop: Shop,
  company: CompanyState,
  fields: Partial<CompanyLocationState> & { readonly name: string },
): CompanyLocationState {
  const now = shop.clock.now()
  const location: CompanyLocationState = {
    id: shop.ids.next('CompanyLocation'),
    externalId: null,
    note: null,
    phone: null,
    locale: 'en',
    billingAddress: null,
    shippingAddress: null,
    taxRegistrationId: null,
    taxExempt: false,
    taxExemptions: [],
    paymentTermsId: null,
    checkoutToDraft: false,
    editableShippingAddress: false,
    createdAt: now,
    updatedAt: now,
    ...fields,
  }
  company.locations.push(location)
  announceLocation(shop, company, location, 'create')
  return location
}

export function changeCompany(shop: Shop, company: CompanyState, fields: Partial<CompanyState>): void {
  Object.assign(company, fields, { updatedAt: shop.clock.now() })
  announceCompany(shop, company, 'update')
}

export function changeLocation(
  shop: Shop,
  company: CompanyState,
  location: CompanyLocationState,
  fields: Partial<CompanyLocationState>,
): void {
  Object.assign(location, fields, { updatedAt: shop.clock.now() })
  announceLocation(shop, company, location, 'update')
}

export function removeCompany(shop: Shop, company: CompanyState): void {
  shop.companies.delete(String(company.id))
  announceCompany(shop, company, 'delete')
}

export function removeLocation(shop: Shop, company: CompanyState, location: CompanyLocationState): void {
  company.locations = company.locations.filter((other) => other !== location)
  announceLocation(shop, company, location, 'delete')
}

const announceCompany = (shop: Shop, company: CompanyState, what: 'create' | 'update' | 'delete'): void =>
  shop.emit({ topic: `companies/${what}`, order: null, subjectId: null, body: () => companyBody(shop, company) })

const announceLocation = (
  shop: Shop,
  company: CompanyState,
  location: CompanyLocationState,
  what: 'create' | 'update' | 'delete',
): void =>
  shop.emit({
    topic: `company_locations/${what}`,
    order: null,
    subjectId: null,
    body: () => locationBody(shop, company, location),
  })

/** The company that a location belongs to. */
export function companyOfLocation(
  shop: Shop,
  id: NumericId | null,
): { readonly company: CompanyState; readonly location: CompanyLocationState } | undefined {
  for (const company of shop.companies.values()) {
    const location = company.locations.find((entry) => entry.id === id)
    if (location !== undefined) return { company, location }
  }
  return undefined
}

/** Whether orders were placed for a company, or for one of its locations. */
export const hasOrders = (shop: Shop, company: CompanyState, locationId: NumericId | null = null): boolean =>
  [...shop.orders.values()].some(
    (order) => order.company?.company === company && (locationId === null || order.company.locationId === locationId),
  )

/** The shop's companies, as its staff works with them. */
export interface Companies {
  /** Adds a company with one location of the same name, unless others are given. */
  add(
    input: CompanyFields & {
      readonly locations?: readonly (Partial<CompanyLocationState> & { readonly name: string })[]
    },
  ): CompanyState
  list(): readonly CompanyState[]
  /** A company by external id or name. */
  find(key: string): CompanyState
}

export function createCompanies(shop: Shop): Companies {
  const list = (): CompanyState[] => [...shop.companies.values()]
  return {
    add({ locations, ...fields }) {
      const company = addCompany(shop, fields)
      for (const location of locations ?? [{ name: fields.name }]) addLocation(shop, company, location)
      return company
    },
    list,
    find(key) {
      const found = list().find(({ externalId }) => externalId === key) ?? list().find(({ name }) => name === key)
      if (found === undefined) throw new Error(`The shop has no company ${key}`)
      return found
    },
  }
}
