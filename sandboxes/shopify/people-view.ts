import type { View } from './connections.ts'
import { gid } from './ids.ts'
import { instant, instantOrNull, money } from './money-view.ts'
import type { Shop } from './shop.ts'
import { companyLocationView, companyView, contactView } from './company-view.ts'
import { customerView } from './customer-view.ts'
import type { OrderState, PaymentTermsState } from './state.ts'
import { ZERO } from '#lib/decimal'
import { figures } from './figures.ts'
import { connection, type ConnectionArgs } from './connections.ts'

export function purchasingEntityView(shop: Shop, order: OrderState): View | null {
  if (order.company === null) return order.customer === null ? null : customerView(shop, order.customer)
  const { company, locationId } = order.company
  const location = company.locations.find((entry) => entry.id === locationId)
  const contact =
    company.contacts.find(({ customer }) => customer === order.customer) ??
    company.contacts.find(({ id }) => id === company.contactId)
  return {
    __typename: 'PurchasingCompany',
    company: companyView(shop, company),
    location: location === undefined ? null : companyLocationView(shop, company, location),
    contact: contact === undefined ? null : contactView(shop, company, contact),
  }
}

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
