import { addressView } from './address-view.ts'
import type { View } from './connections.ts'
import { findCustomer, showCustomer } from './customer-queries.ts'
import { setAddresses } from './customers.ts'
import { refuse } from './graphql-errors.ts'
import { numericId } from './ids.ts'
import { countryName } from './people.ts'
import type { AddressState, CustomerState } from './people-state.ts'
import type { Shop } from './shop.ts'
import { userError } from './user-errors.ts'

export interface AddressFields {
  readonly firstName?: string | null
  readonly lastName?: string | null
  readonly company?: string | null
  readonly address1?: string | null
  readonly address2?: string | null
  readonly zip?: string | null
  readonly city?: string | null
  readonly province?: string | null
  readonly provinceCode?: string | null
  readonly country?: string | null
  readonly countryCode?: string | null
  readonly phone?: string | null
}

const TEXTS = [
  'firstName',
  'lastName',
  'company',
  'address1',
  'address2',
  'zip',
  'city',
  'province',
  'provinceCode',
  'country',
  'countryCode',
  'phone',
] as const

/** An address as it is kept: what is not given comes from the former one, names from the customer. */
export function addressOf(
  shop: Shop,
  input: AddressFields,
  base: Partial<AddressState> & { readonly firstName: string | null; readonly lastName: string | null },
): AddressState {
  const read = (key: (typeof TEXTS)[number]): string | null => {
    const given = input[key]
    return given === undefined ? (base[key] ?? null) : given === '' ? null : given
  }
  const countryCode = read('countryCode')
  const moved = input.countryCode != null && input.country === undefined
  return {
    id: base.id ?? shop.ids.next('MailingAddress'),
    firstName: read('firstName'),
    lastName: read('lastName'),
    company: read('company'),
    address1: read('address1'),
    address2: read('address2'),
    zip: read('zip'),
    city: read('city'),
    province: read('province'),
    provinceCode: read('provinceCode'),
    country: moved && countryCode !== null ? countryName(countryCode) : read('country'),
    countryCode,
    phone: read('phone'),
  }
}

/** Names of the customer, for an address without its own. */
export const namesOf = ({ firstName, lastName }: CustomerState) => ({ firstName, lastName })

const isAlike = (a: AddressState, b: AddressState): boolean => TEXTS.every((key) => a[key] === b[key])

interface CreateArgs {
  readonly customerId: string
  readonly address: AddressFields
  readonly setAsDefault?: boolean | null
}

interface UpdateArgs extends CreateArgs {
  readonly addressId: string
}

export function addressMutations(shop: Shop): View {
  return {
    customerAddressCreate: (args: CreateArgs) => {
      const failed = (field: string, message: string): View => ({
        address: null,
        userErrors: [userError([field], message)],
      })
      const customer = findCustomer(shop, args.customerId)
      if (customer === undefined) return failed('customerId', 'Customer does not exist')
      const address = addressOf(shop, args.address, namesOf(customer))
      if (customer.addresses.some((other) => isAlike(other, address))) {
        return failed('address', 'Address already exists')
      }
      const preferred = args.setAsDefault === true ? address : customer.defaultAddress
      setAddresses(shop, customer, [...customer.addresses, address], preferred)
      return { address: addressView(address, 'CustomerAddress'), userErrors: [] }
    },
    customerAddressUpdate: (args: UpdateArgs) =>
      withAddress(shop, args, { address: null }, (customer, before) => {
        const address = addressOf(shop, args.address, before)
        const others = customer.addresses.map((other) => (other === before ? address : other))
        const isDefault = args.setAsDefault === true || customer.defaultAddress?.id === before.id
        setAddresses(shop, customer, others, isDefault ? address : customer.defaultAddress)
        return { address: addressView(address, 'CustomerAddress') }
      }),
    customerAddressDelete: (args: { customerId: string; addressId: string }) =>
      withAddress(shop, args, { deletedAddressId: null }, (customer, address) => {
        const left = customer.addresses.filter((other) => other !== address)
        setAddresses(shop, customer, left, customer.defaultAddress?.id === address.id ? null : customer.defaultAddress)
        return { deletedAddressId: addressView(address, 'CustomerAddress')['id'] }
      }),
    customerUpdateDefaultAddress: (args: { customerId: string; addressId: string }) =>
      withAddress(shop, args, { customer: null }, (customer, address) => {
        setAddresses(shop, customer, customer.addresses, address)
        return { customer: showCustomer(shop, customer) }
      }),
  }
}

/** Recorded: an address that nobody has is a refusal of the whole field, one of somebody else a user error. */
function withAddress(
  shop: Shop,
  { customerId, addressId }: { readonly customerId: string; readonly addressId: string },
  nothing: View,
  act: (customer: CustomerState, address: AddressState) => View,
): View {
  const number = numericId(addressId, 'MailingAddress')
  const owner = [...shop.customers.values()].find((entry) => entry.addresses.some(({ id }) => id === number))
  if (owner === undefined) throw refuse('RESOURCE_NOT_FOUND', `Invalid id: ${addressId}`)
  const customer = findCustomer(shop, customerId)
  if (customer === undefined) return { ...nothing, userErrors: [userError(['customerId'], 'Customer does not exist')] }
  const address = customer.addresses.find(({ id }) => id === number)
  if (address === undefined) return { ...nothing, userErrors: [userError(['addressId'], 'Address does not exist')] }
  return { ...act(customer, address), userErrors: [] }
}
