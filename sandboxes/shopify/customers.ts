import { customerBody } from './customer-body.ts'
import { type CustomerFields, fieldProblems, newCustomer, normalFields } from './customer-fields.ts'
import { gid } from './ids.ts'
import { fullNamespace } from './metafield-view.ts'
import { ShopRefusal } from './payments.ts'
import type { AddressState, ConsentState, CustomerState } from './people-state.ts'
import type { Shop } from './shop.ts'
import type { NumericId, OrderState } from './state.ts'

/** A new customer; subscribers are told. The fields have been checked. */
export function addCustomer(
  shop: Shop,
  fields: CustomerFields,
  addresses: readonly AddressState[] = [],
): CustomerState {
  const customer = newCustomer(shop)
  keepCustomer(shop, Object.assign(customer, normalFields(fields)))
  customer.addresses = addresses
  customer.defaultAddress = addresses[0] ?? null
  announceCustomer(shop, customer, 'create')
  return customer
}

/** Keeps a customer under its id, e-mail and phone. */
export function keepCustomer(shop: Shop, customer: CustomerState): void {
  shop.customers.set(customer.id, customer)
  if (customer.email !== null) shop.customerByEmail.set(customer.email.toLowerCase(), customer)
  if (customer.phone !== null && !shop.people.customerByPhone.has(customer.phone)) {
    shop.people.customerByPhone.set(customer.phone, customer)
  }
  shop.people.changedCustomers.changed(customer)
}

/** Changes a customer and tells subscribers. */
export function changeCustomer(
  shop: Shop,
  customer: CustomerState,
  fields: CustomerFields,
  more: Partial<Pick<CustomerState, 'addresses' | 'defaultAddress' | 'emailConsent' | 'state'>> = {},
): void {
  release(shop, customer)
  Object.assign(customer, normalFields(fields), more, { updatedAt: shop.clock.now() })
  keepCustomer(shop, customer)
  announceCustomer(shop, customer, 'update')
}

function release(shop: Shop, customer: CustomerState): void {
  const { customerByPhone } = shop.people
  if (customer.email !== null) shop.customerByEmail.delete(customer.email.toLowerCase())
  if (customer.phone !== null && customerByPhone.get(customer.phone) === customer) {
    customerByPhone.delete(customer.phone)
  }
}

export const setAddresses = (
  shop: Shop,
  customer: CustomerState,
  addresses: readonly AddressState[],
  preferred: AddressState | null,
): void => changeCustomer(shop, customer, {}, { addresses, defaultAddress: preferred ?? addresses[0] ?? null })

export const setConsent = (shop: Shop, customer: CustomerState, emailConsent: ConsentState): void =>
  changeCustomer(shop, customer, {}, { emailConsent })

export function forget(shop: Shop, customer: CustomerState): void {
  release(shop, customer)
  shop.customers.delete(customer.id)
  shop.people.changedCustomers.removed(customer.id)
}

/** Deletes a customer without orders. */
export function deleteCustomer(shop: Shop, customer: CustomerState): void {
  if (ordersOf(shop, customer).length > 0) {
    throw new ShopRefusal('Customer can’t be deleted because they have associated orders')
  }
  forget(shop, customer)
  shop.emit({
    topic: 'customers/delete',
    order: null,
    subjectId: null,
    body: { id: customer.id, admin_graphql_api_id: gid('Customer', customer.id), phone: null, tax_exemptions: [] },
  })
}

export const ordersOf = (shop: Shop, customer: CustomerState): OrderState[] =>
  [...shop.orders.values()].filter((order) => order.customer === customer)

/** The customer whose field of type `id` has the value. */
export function customerByCustomId(
  shop: Shop,
  id: { readonly namespace?: string | null; readonly key: string; readonly value: string },
): CustomerState | undefined {
  const namespace = fullNamespace(id.namespace)
  return [...shop.customers.values()].find((customer) =>
    customer.metafields.some(
      (entry) => entry.namespace === namespace && entry.key === id.key && entry.value === id.value,
    ),
  )
}

export function announceCustomer(shop: Shop, customer: CustomerState, what: 'create' | 'update'): void {
  shop.emit({
    topic: `customers/${what}`,
    order: null,
    subjectId: null,
    body: () => customerBody(shop, customer, { addresses: true }),
  })
}

/** A customer by id, number, e-mail or phone. */
export type CustomerKey = string | NumericId

/** The shop's customers, as its staff works with them. */
export interface Customers {
  add(fields: CustomerFields): CustomerState
  update(customer: CustomerKey, fields: CustomerFields): CustomerState
  remove(customer: CustomerKey): void
  find(customer: CustomerKey): CustomerState
  list(): readonly CustomerState[]
  /** Declares a field of type `id`, so that `customId` may name customers by it. */
  defineCustomId(namespace: string, key: string): void
}

export function createCustomers(shop: Shop): Customers {
  const find = (key: CustomerKey): CustomerState => {
    const number = typeof key === 'number' ? key : Number(/(\d+)$/.exec(key)?.[1] ?? Number.NaN)
    const found =
      shop.customerByEmail.get(String(key).toLowerCase()) ??
      shop.people.customerByPhone.get(String(key)) ??
      shop.customers.get(number)
    if (found === undefined) throw new Error(`The shop has no customer ${key}`)
    return found
  }
  const check = (fields: CustomerFields, customer: CustomerState | null): void => {
    const [problem] = fieldProblems(shop, fields, customer)
    if (problem !== undefined) throw new ShopRefusal(problem.message)
  }
  return {
    add(fields) {
      check(fields, null)
      return addCustomer(shop, fields)
    },
    update(key, fields) {
      const customer = find(key)
      check(fields, customer)
      changeCustomer(shop, customer, fields)
      return customer
    },
    remove: (key) => deleteCustomer(shop, find(key)),
    find,
    list: () => [...shop.customers.values()],
    defineCustomId: (namespace, key) => void shop.people.customIds.add(`${fullNamespace(namespace)}.${key}`),
  }
}
