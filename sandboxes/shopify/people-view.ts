import type { View } from './connections.ts'
import { gid } from './ids.ts'
import { instant, instantOrNull, money } from './money-view.ts'
import type { Shop } from './shop.ts'
import { customerView } from './customer-view.ts'
import type { CompanyState } from './people-state.ts'
import type { OrderState, PaymentTermsState } from './state.ts'
import { ZERO } from '#lib/decimal'
import { figures } from './figures.ts'
import { connection, type ConnectionArgs } from './connections.ts'

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
