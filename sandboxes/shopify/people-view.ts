import type { View } from './connections.ts'
import { gid } from './ids.ts'
import { instant, instantOrNull, money } from './money-view.ts'
import type { Shop } from './shop.ts'
import type { AddressState, CompanyState, CustomerState } from './people-state.ts'
import type { OrderState, PaymentTermsState } from './state.ts'
import { ZERO } from '#lib/decimal'
import { figures } from './figures.ts'
import { connection, type ConnectionArgs } from './connections.ts'

export const fullName = (person: { readonly firstName: string | null; readonly lastName: string | null }): string =>
  [person.firstName, person.lastName].filter((part) => part !== null && part !== '').join(' ')

export function customerView(shop: Shop, customer: CustomerState): View {
  return {
    __typename: 'Customer',
    id: gid('Customer', customer.id),
    legacyResourceId: String(customer.id),
    firstName: customer.firstName,
    lastName: customer.lastName,
    displayName: fullName(customer) || (customer.email ?? ''),
    email: customer.email,
    phone: customer.phone,
    defaultEmailAddress:
      customer.email === null
        ? null
        : { emailAddress: customer.email, validFormat: true, marketingState: 'NOT_SUBSCRIBED' },
    defaultPhoneNumber: customer.phone === null ? null : { phoneNumber: customer.phone },
    defaultAddress: customer.defaultAddress === null ? null : addressView(customer.defaultAddress),
    taxExempt: customer.taxExempt,
    taxExemptions: [],
    note: null,
    tags: [],
    state: 'DISABLED',
    verifiedEmail: customer.email !== null,
    locale: 'sv-SE',
    createdAt: instant(customer.createdAt),
    updatedAt: instant(customer.updatedAt),
    numberOfOrders: () => String([...shop.orders.values()].filter((order) => order.customer === customer).length),
    companyContactProfiles: [],
  }
}

export function addressView(address: AddressState): View {
  return {
    __typename: 'MailingAddress',
    ...address,
    id: gid('MailingAddress', address.id),
    name: fullName(address),
    countryCodeV2: address.countryCode,
    coordinatesValidated: false,
    latitude: null,
    longitude: null,
    timeZone: null,
    formattedArea: [address.city, address.country].filter((part) => part !== null).join(', '),
  }
}

export function purchasingEntityView(shop: Shop, order: OrderState): View | null {
  if (order.company === null) return order.customer === null ? null : customerView(shop, order.customer)
  const { company, locationId } = order.company
  const location = company.locations.find((entry) => entry.id === locationId)
  return {
    __typename: 'PurchasingCompany',
    company: companyView(company),
    location: {
      __typename: 'CompanyLocation',
      id: gid('CompanyLocation', locationId),
      name: location?.name ?? company.name,
      externalId: location?.externalId ?? null,
      taxSettings: {
        __typename: 'CompanyLocationTaxSettings',
        taxExempt: false,
        taxExemptions: [],
        taxRegistrationId: null,
      },
    },
    contact: { __typename: 'CompanyContact', id: gid('CompanyContact', company.contactId) },
  }
}

const companyView = (company: CompanyState): View => ({
  __typename: 'Company',
  id: gid('Company', company.id),
  name: company.name,
  externalId: company.externalId,
  note: null,
})

export function paymentTermsView(order: OrderState, terms: PaymentTermsState, now: Date): View {
  const open = figures(order).outstanding.shop
  const due = terms.completedAt === null && terms.dueAt !== null && terms.dueAt <= now
  const schedule = {
    id: terms.id,
    view: {
      id: gid('PaymentSchedule', terms.id),
      issuedAt: instant(terms.issuedAt),
      dueAt: instantOrNull(terms.dueAt),
      completedAt: instantOrNull(terms.completedAt),
      due,
      balanceDue: money(terms.completedAt === null ? open : ZERO, order.currencies.shop),
      totalBalance: money(terms.completedAt === null ? open : ZERO, order.currencies.shop),
    },
  }
  return {
    __typename: 'PaymentTerms',
    id: gid('PaymentTerms', terms.id),
    paymentTermsName: terms.name,
    translatedName: terms.name,
    paymentTermsType: terms.type,
    dueInDays: terms.dueInDays,
    due,
    overdue: due,
    paymentSchedules: (args: ConnectionArgs) => connection([schedule], args, (entry) => entry.view),
  }
}
