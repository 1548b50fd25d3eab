import { sum } from '#lib/decimal'
import { addressView, fullName } from './address-view.ts'
import { connection, type ConnectionArgs, type View } from './connections.ts'
import { ordersOf } from './customers.ts'
import { figures } from './figures.ts'
import { gid } from './ids.ts'
import { metafieldFields } from './metafield-view.ts'
import { instant, instantOrNull, money } from './money-view.ts'
import type { CustomerState } from './people-state.ts'
import type { Shop } from './shop.ts'
import type { OrderState } from './state.ts'

/** A customer; `orderView` shows its orders, and without it they cannot be asked for. */
export function customerView(shop: Shop, customer: CustomerState, orderView?: (order: OrderState) => View): View {
  const orders = (): OrderState[] => ordersOf(shop, customer)
  const { defaultAddress } = customer
  const kept = (address: CustomerState['addresses'][number]): View => addressView(address, 'CustomerAddress')
  return {
    __typename: 'Customer',
    id: gid('Customer', customer.id),
    legacyResourceId: String(customer.id),
    firstName: customer.firstName,
    lastName: customer.lastName,
    displayName: fullName(customer) || (customer.email ?? customer.phone ?? ''),
    email: customer.email,
    phone: customer.phone,
    defaultEmailAddress: customer.email === null ? null : emailView(customer, customer.email),
    defaultPhoneNumber:
      customer.phone === null ? null : { phoneNumber: customer.phone, marketingState: 'NOT_SUBSCRIBED' },
    emailMarketingConsent: customer.email === null ? null : consentView(customer),
    smsMarketingConsent: null,
    defaultAddress: defaultAddress === null ? null : kept(defaultAddress),
    addresses: ({ first }: { first?: number | null }) => customer.addresses.slice(0, first ?? undefined).map(kept),
    addressesV2: (args: ConnectionArgs) => connection(customer.addresses, args, kept),
    taxExempt: customer.taxExempt,
    taxExemptions: customer.taxExemptions,
    note: customer.note,
    tags: customer.tags,
    state: customer.state,
    verifiedEmail: true,
    validEmailAddress: customer.email !== null,
    locale: customer.locale,
    createdAt: instant(customer.createdAt),
    updatedAt: instant(customer.updatedAt),
    canDelete: () => orders().length === 0,
    numberOfOrders: () => String(orders().length),
    amountSpent: () => money(sum(orders().map((order) => figures(order).net.shop)), shop.config.currency),
    lastOrder: orderView === undefined ? undefined : () => lastOf(orders(), orderView),
    orders: orderView === undefined ? undefined : (args: ConnectionArgs) => connection(orders(), args, orderView),
    companyContactProfiles: () => contactProfiles(shop, customer),
    mergeable: { isMergeable: true, reason: null, errorFields: [], mergeInProgress: null },
    multipassIdentifier: null,
    dataSaleOptOut: false,
    ...metafieldFields(customer.metafields, 'CUSTOMER', () => customerView(shop, customer, orderView)),
  }
}

function lastOf(orders: readonly OrderState[], orderView: (order: OrderState) => View): View | null {
  const last = orders.at(-1)
  return last === undefined ? null : orderView(last)
}

export const emailView = (customer: CustomerState, emailAddress: string): View => ({
  emailAddress,
  validFormat: true,
  marketingState: customer.emailConsent.state,
  marketingOptInLevel: customer.emailConsent.level,
  marketingUpdatedAt: instantOrNull(customer.emailConsent.updatedAt),
  sourceLocation: null,
})

const consentView = ({ emailConsent }: CustomerState): View => ({
  marketingState: emailConsent.state,
  marketingOptInLevel: emailConsent.level,
  consentUpdatedAt: instantOrNull(emailConsent.updatedAt),
  sourceLocation: null,
})

const contactProfiles = (shop: Shop, customer: CustomerState): View[] =>
  [...shop.companies.values()].flatMap((company) =>
    company.contacts
      .filter((contact) => contact.customer === customer)
      .map((contact) => ({
        __typename: 'CompanyContact',
        id: gid('CompanyContact', contact.id),
        isMainContact: contact.id === company.contactId,
        company: { __typename: 'Company', id: gid('Company', company.id), name: company.name },
      })),
  )
