import { newCustomer } from './customer-fields.ts'
import { announceCustomer, keepCustomer } from './customers.ts'
import type { AddressInput, CustomerInput } from './place-input.ts'
import type { Shop } from './shop.ts'
import type { AddressState, CustomerState } from './people-state.ts'

const FIRST = ['Astrid', 'Björn', 'Clara', 'David', 'Elin', 'Felix', 'Greta', 'Hugo']
const LAST = ['Andersson', 'Berg', 'Carlsson', 'Dahl', 'Ek', 'Forsberg', 'Gran', 'Holm']

/** The customer of an order: found by e-mail, otherwise new. */
export function findOrAddCustomer(shop: Shop, input: CustomerInput): CustomerState {
  const known = input.email === undefined ? undefined : shop.customerByEmail.get(input.email.toLowerCase())
  if (known !== undefined) return known
  const customer = newCustomer(shop)
  const { id } = customer
  Object.assign(customer, {
    email: input.email ?? null,
    phone: input.phone ?? null,
    firstName: input.firstName ?? FIRST[id % FIRST.length] ?? null,
    lastName: input.lastName ?? LAST[Math.floor(id / 8) % LAST.length] ?? null,
    taxExempt: input.taxExempt ?? false,
  })
  customer.defaultAddress = address(shop, input.address ?? {}, customer)
  customer.addresses = [customer.defaultAddress]
  keepCustomer(shop, customer)
  announceCustomer(shop, customer, 'create')
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
export const countryName = (code: string): string => countryNames.of(code) ?? code
