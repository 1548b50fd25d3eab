import { type Company, type Customer, normalEmail } from '#model/customer'
import { isJournal, type Party } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import type { Policies } from './policies.ts'

/** Who buys, with the strong keys by which the target's customer is found. Phone numbers and names are never keys. */
export function partyOf(order: Order, policies: Policies): Party {
  const email = normalEmail(order.customer?.email) ?? normalEmail(order.email)
  const keys = keysOf(order, policies, email)
  const kind = order.company !== null ? 'company' : keys[0] === WALK_IN ? 'walk-in' : 'person'
  if (kind === 'walk-in') return walkIn(policies.posCustomer, order)
  return {
    kind,
    keys,
    name: companyName(order.company) ?? personName(order, email),
    customer: order.customer,
    company: order.company,
    email,
    phone: order.customer?.phone ?? order.phone,
    billingAddress: order.billingAddress,
    shippingAddress: order.shippingAddress,
  }
}

/** Who bought is decided once: documents of one order never go to two customers. */
export function heldParty(held: readonly HeldDocument[]): Party | null {
  for (const { state, document } of held) {
    if (state === 'issued' && !isJournal(document)) return document.party
  }
  return null
}

const WALK_IN = 'walk-in'

function keysOf(order: Order, policies: Policies, email: string | null): [string, ...string[]] {
  // The e-mail address of a company's order is a colleague's: it must not lead to that person's own customer.
  if (order.company !== null) return [`company:${order.company.externalId}`]
  if (policies.customer === 'walk-in') return [WALK_IN]
  const account = order.customer?.externalId ?? null
  const byAccount = account === null ? [] : [`customer:${account}`]
  const byEmail = email === null ? [] : [`email:${email}`]
  // Under `by-id` two accounts with one mailbox stay two customers.
  const found =
    policies.customer === 'match-email' ? [...byEmail, ...byAccount] : account === null ? byEmail : byAccount
  const [first, ...others] = found
  return first === undefined ? [WALK_IN] : [first, ...others]
}

/** The shared customer: nobody's address or mailbox is written to it. The goods may still be sent somewhere. */
const walkIn = (name: string, order: Order): Party => ({
  kind: 'walk-in',
  keys: [WALK_IN],
  name,
  customer: null,
  company: null,
  email: null,
  phone: null,
  billingAddress: null,
  shippingAddress: order.shippingAddress,
})

const companyName = (company: Company | null): string | null => company?.name ?? null

function personName(order: Order, email: string | null): string {
  const { customer, billingAddress, shippingAddress } = order
  return (
    fullName(customer) ??
    fullName(billingAddress) ??
    fullName(shippingAddress) ??
    email ??
    `Customer ${customer?.externalId ?? order.name}`
  )
}

function fullName(person: Pick<Customer, 'firstName' | 'lastName'> | null): string | null {
  const name = [person?.firstName, person?.lastName].flatMap((part) => part?.trim() || []).join(' ')
  return name === '' ? null : name
}
