import { stableJson } from '#lib/hash'
import type { Account } from '#model/account'
import type { Address } from '#model/address'
import { normalEmail } from '#model/customer'
import { isNothing, type ValuesOf } from './ownership.ts'

/** Fields of an account that may move between the sides, each on its own. */
export const ACCOUNT_FIELDS = [
  'name',
  'firstName',
  'lastName',
  'email',
  'phone',
  'language',
  'addresses',
  'marketingConsent',
  'note',
  'tags',
  'number',
  'vatNumber',
  'taxExempt',
  'paymentTerms',
  'priceList',
  'locations',
] as const satisfies readonly (keyof Account)[]
export type AccountField = (typeof ACCOUNT_FIELDS)[number]
export type AccountValues = ValuesOf<AccountField>

/**
 * What a side tells of an account. Addresses without the ids of the side that has them. Of a company the main address is
 * one field and all others another, since a store keeps them as places with terms and buyers of their own.
 */
export function accountValues(account: Pick<Account, AccountField | 'kind'>): AccountValues {
  const { kind, locations: _ofStore, ...plain } = account
  const told = ACCOUNT_FIELDS.filter((name) => name in plain && plain[name as keyof typeof plain] !== undefined)
  const values = Object.fromEntries(told.map((name) => [name, plain[name as keyof typeof plain]]))
  const addresses = addressesOf(account.addresses)
  if (kind !== 'company') return { ...values, addresses }
  const [main, ...others] = addresses
  return { ...values, addresses: main === undefined ? [] : [main], locations: others }
}

type PlainAddress = Omit<Account['addresses'][number], 'externalId'>

/** The default one first, each once. */
function addressesOf(addresses: Account['addresses']): PlainAddress[] {
  const plain = addresses.map(({ address, isDefault }) => ({ address, isDefault }))
  const keys = plain.map(({ address }) => addressForm(address))
  return plain
    .filter(({ address }, index) => keys.indexOf(addressForm(address)) === index)
    .toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault))
}

/** Two spellings of one place are equal. Who is meant there belongs to the account, and a phone number is none of it. */
export const addressForm = ({ line1, line2, postalCode, city, countryCode }: Address): string =>
  stableJson(
    [line1, line2, postalCode, city, countryCode].map(
      (part) => part?.trim().replace(/\s+/g, ' ').toLowerCase() || null,
    ),
  )

const addressForms = (addresses: readonly PlainAddress[]): string[] =>
  [...new Set(addresses.map(({ address }) => addressForm(address)))].sort()

const squeezed = (text: string): string => text.trim().replace(/\s+/g, ' ')

const FORMS: Partial<Record<AccountField, (value: never) => unknown>> = {
  name: squeezed,
  firstName: squeezed,
  lastName: squeezed,
  note: squeezed,
  email: (email: string) => normalEmail(email) ?? email.trim().toLowerCase(),
  phone: (phone: string) => phone.replace(/[^+\d]/g, '').replace(/^00/, '+'),
  language: (language: string) => language.toLowerCase().slice(0, 2),
  vatNumber: (number: string) => number.replace(/[\s.-]/g, '').toUpperCase(),
  // Some systems take no spaces and only plain letters.
  number: (number: string) =>
    number
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .replaceAll(/[^\x21-\x7e]+/g, '_'),
  tags: (tags: readonly string[]) => [...new Set(tags.map((tag) => tag.trim().toLowerCase()))].sort(),
  addresses: (addresses: readonly PlainAddress[]) => addressForms(addresses),
  locations: (addresses: readonly PlainAddress[]) => addressForms(addresses),
  // Nobody asked and nobody agreed: the same for whoever sends advertising.
  marketingConsent: (consent: boolean) => (consent ? true : null),
  taxExempt: (exempt: boolean) => (exempt ? true : null),
}

/** Whether two values of a field are the same to a person. */
export const isSameValue = (field: AccountField, a: unknown, b: unknown): boolean =>
  formOf(field, a) === formOf(field, b)

function formOf(field: AccountField, value: unknown): string {
  if (isNothing(value)) return 'null'
  const form = FORMS[field] as ((value: unknown) => unknown) | undefined
  const formed = form === undefined ? value : form(value)
  return isNothing(formed) ? 'null' : stableJson(formed)
}
