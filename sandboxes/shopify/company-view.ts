import { connection, type ConnectionArgs, type View } from './connections.ts'
import { customerView } from './customer-view.ts'
import { gid } from './ids.ts'
import { instant } from './money-view.ts'
import { templateOf, templateView } from './payment-terms-templates.ts'
import { countryName } from './people.ts'
import type { CompanyAddressState, CompanyContactState, CompanyLocationState, CompanyState } from './people-state.ts'
import { catalogView } from './price-view.ts'
import type { Shop } from './shop.ts'

const ROLES = ['Location admin', 'Ordering only'] as const

const count = (number: number): View => ({ count: number, precision: 'EXACT' })

export function companyView(shop: Shop, company: CompanyState): View {
  const main = company.contacts.find(({ id }) => id === company.contactId)
  const roles = ROLES.map((name, index) => ({ id: company.roleIds[index] ?? 0, name }))
  const roleView = ({ id, name }: { readonly id: number; readonly name: string }): View => ({
    __typename: 'CompanyContactRole',
    id: gid('CompanyContactRole', id),
    name,
    note: name === 'Ordering only' ? 'System-defined Ordering only role' : 'System-defined Location admin role',
  })
  const [, ordering] = roles
  return {
    __typename: 'Company',
    id: gid('Company', company.id),
    name: company.name,
    externalId: company.externalId,
    note: company.note,
    customerSince: instant(company.customerSince),
    createdAt: instant(company.createdAt),
    updatedAt: instant(company.updatedAt),
    contacts: (args: ConnectionArgs) =>
      connection(company.contacts, args, (contact) => contactView(shop, company, contact)),
    contactCount: company.contacts.length,
    contactsCount: count(company.contacts.length),
    mainContact: main === undefined ? null : () => contactView(shop, company, main),
    contactRoles: (args: ConnectionArgs) => connection(roles, args, roleView),
    defaultRole: ordering === undefined ? null : roleView(ordering),
    locations: (args: ConnectionArgs) =>
      connection(company.locations, args, (location) => companyLocationView(shop, company, location)),
    locationsCount: count(company.locations.length),
    ordersCount: () => count([...shop.orders.values()].filter((order) => order.company?.company === company).length),
  }
}

export const contactView = (shop: Shop, company: CompanyState, contact: CompanyContactState): View => ({
  __typename: 'CompanyContact',
  id: gid('CompanyContact', contact.id),
  isMainContact: contact.id === company.contactId,
  title: contact.title,
  locale: contact.locale,
  createdAt: instant(contact.createdAt),
  updatedAt: instant(contact.updatedAt),
  company: () => companyView(shop, company),
  customer: () => customerView(shop, contact.customer),
})

export function companyLocationView(shop: Shop, company: CompanyState, location: CompanyLocationState): View {
  const catalogs = [...shop.prices.catalogs.values()].filter((entry) => entry.locationIds.includes(location.id))
  const template = templateOf(location.paymentTermsId)
  const { taxExempt, taxExemptions, taxRegistrationId } = location
  return {
    __typename: 'CompanyLocation',
    id: gid('CompanyLocation', location.id),
    name: location.name,
    externalId: location.externalId,
    note: location.note,
    phone: location.phone,
    locale: location.locale,
    currency: shop.config.currency,
    createdAt: instant(location.createdAt),
    updatedAt: instant(location.updatedAt),
    company: () => companyView(shop, company),
    billingAddress: placeView(company, location.billingAddress),
    shippingAddress: placeView(company, location.shippingAddress),
    taxSettings: { __typename: 'CompanyLocationTaxSettings', taxExempt, taxExemptions, taxRegistrationId },
    taxExemptions,
    taxRegistrationId,
    buyerExperienceConfiguration: {
      checkoutToDraft: location.checkoutToDraft,
      editableShippingAddress: location.editableShippingAddress,
      payNowOnly: template === undefined && !location.checkoutToDraft,
      paymentTermsTemplate: template === undefined ? null : templateView(template),
      deposit: null,
    },
    catalogs: (args: ConnectionArgs) => connection(catalogs, args, (catalog) => catalogView(shop, catalog)),
    catalogsCount: count(catalogs.length),
    ordersCount: () => count(ordersAt(shop, location)),
    orderCount: () => ordersAt(shop, location),
  }
}

const ordersAt = (shop: Shop, { id }: CompanyLocationState): number =>
  [...shop.orders.values()].filter((order) => order.company?.locationId === id).length

function placeView(company: CompanyState, address: CompanyAddressState | null): View | null {
  if (address === null) return null
  const country = countryName(address.countryCode)
  return {
    __typename: 'CompanyAddress',
    ...address,
    id: gid('CompanyAddress', address.id),
    address1: address.address1 ?? '',
    companyName: company.name,
    country,
    province: null,
    createdAt: instant(address.createdAt),
    updatedAt: instant(address.updatedAt),
    formattedArea: [address.city, country].filter((part) => part !== null).join(', '),
  }
}
