import { z } from 'zod'
import type { Account, AccountAddress } from '#model/account'
import type { Address } from '#model/address'
import { addressOf } from './map-buyer.ts'
import { metaText } from './map-line.ts'
import type { WooSettings } from './settings.ts'
import { address, gmt, key, meta, text } from './vendor.ts'

export const customer = z.object({
  id: key,
  date_created_gmt: gmt.nullish(),
  date_modified_gmt: gmt.nullish(),
  email: text,
  first_name: text,
  last_name: text,
  username: text,
  role: text,
  billing: address,
  shipping: address,
  meta_data: meta,
})
export type WooCustomer = z.output<typeof customer>

/** The merchant's own number, which WooCommerce has no field for. */
export const NUMBER_FIELD = 'tillbridge_customer_number'

// Whoever has another role may buy; plug-ins make many of them.
const STAFF: ReadonlySet<string> = new Set(['administrator', 'shop_manager', 'editor', 'author', 'contributor'])

export const isStaff = (role: string | null): boolean => role !== null && STAFF.has(role)

const joined = (...parts: readonly (string | null)[]): string | null =>
  parts.filter((part) => part !== null).join(' ') || null

/** The name of an account: its own, that of its address, or what it signs in by. */
export const nameOf = ({ id, first_name: first, last_name: last, billing, username }: Named): string =>
  joined(first, last) ?? joined(billing.first_name, billing.last_name) ?? username ?? id

type Named = Pick<WooCustomer, 'id' | 'first_name' | 'last_name' | 'username'> & {
  readonly billing: Pick<WooCustomer['billing'], 'first_name' | 'last_name'>
}

/** The stamp of an account; one that nobody ever changed has none but that of its making. */
export const stampOf = (source: Pick<WooCustomer, 'date_created_gmt' | 'date_modified_gmt'>): string =>
  source.date_modified_gmt ?? source.date_created_gmt ?? new Date(0).toISOString()

/** WooCommerce knows persons only: one with a company in the address and its number is that company, as with orders. */
export function accountOf(source: WooCustomer, settings: WooSettings): Account {
  const { billing, meta_data: fields } = source
  const vatNumber = metaText(fields, settings.vatNumberFields)
  const registered = vatNumber ?? metaText(fields, settings.organisationNumberFields)
  const isCompany = registered !== null && billing.company !== null
  const { email, first_name: firstName, last_name: lastName } = source
  return {
    externalId: source.id,
    kind: isCompany ? 'company' : 'person',
    updatedAt: stampOf(source),
    createdAt: source.date_created_gmt ?? null,
    name: isCompany ? (billing.company ?? source.id) : nameOf(source),
    ...(isCompany ? {} : { firstName, lastName }),
    email,
    phone: billing.phone,
    taxExempt: metaText(fields, ['is_vat_exempt']) === 'yes',
    vatNumber,
    number: metaText(fields, [NUMBER_FIELD]),
    addresses: addressesOf(source),
    ...(isCompany ? { contacts: [{ externalId: source.id, firstName, lastName, email, phone: billing.phone }] } : {}),
  }
}

/** Two places at most: where bills go, and where goods go. */
function addressesOf({ billing, shipping }: WooCustomer): AccountAddress[] {
  const bill = addressOf(billing)
  const ship = addressOf(shipping)
  return [
    ...(bill === null || !isPlace(bill) ? [] : [{ externalId: 'billing', address: bill, isDefault: true }]),
    ...(ship === null || !isPlace(ship)
      ? []
      : [{ externalId: 'shipping', address: ship, isDefault: bill === null || !isPlace(bill) }]),
  ]
}

/** A name or a country alone is no address. */
export const isPlace = ({ line1, postalCode, city }: Address): boolean =>
  [line1, postalCode, city].some((part) => part !== null)

export const addressInput = (given: Address): Record<string, string> => ({
  first_name: given.firstName ?? '',
  last_name: given.lastName ?? '',
  company: given.company ?? '',
  address_1: given.line1 ?? '',
  address_2: given.line2 ?? '',
  postcode: given.postalCode ?? '',
  city: given.city ?? '',
  state: given.province ?? '',
  country: given.countryCode ?? '',
  ...(given.phone === null ? {} : { phone: given.phone }),
})
