import { z } from 'zod'
import type { Account } from '#model/account'
import type { Address } from '#model/address'
import { countryCode } from './countries.ts'
import type { ErpnextSettings } from './settings.ts'
import { utcOf } from './site-time.ts'

const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || null)

export const customer = z.object({
  name: z.string(),
  customer_name: z.string(),
  customer_type: text,
  creation: z.string().nullish(),
  modified: z.string(),
  email_id: text,
  mobile_no: text,
  language: text,
  tax_id: text,
  tax_category: text,
  payment_terms: text,
  default_price_list: text,
  customer_details: text,
  customer_primary_contact: text,
  customer_primary_address: text,
})
type Customer = z.output<typeof customer>

export const contact = z.object({
  name: z.string(),
  modified: z.string(),
  first_name: text,
  last_name: text,
  email_ids: z.array(z.looseObject({ email_id: text, is_primary: z.number().nullish() })).default([]),
  phone_nos: z
    .array(
      z.looseObject({
        phone: text,
        is_primary_phone: z.number().nullish(),
        is_primary_mobile_no: z.number().nullish(),
      }),
    )
    .default([]),
})
export type Contact = z.output<typeof contact>

export const listedContact = z.object({
  name: z.string(),
  modified: z.string(),
  first_name: text,
  last_name: text,
  email_id: text,
  mobile_no: text,
  phone: text,
})
type ListedContact = z.output<typeof listedContact>

export const listedAddress = z.object({
  name: z.string(),
  modified: z.string(),
  address_line1: text,
  address_line2: text,
  city: text,
  state: text,
  pincode: text,
  country: text,
  phone: text,
})
type ListedAddress = z.output<typeof listedAddress>

interface Beside {
  readonly addresses: readonly ListedAddress[]
  /** The main one. */
  readonly contact: Contact | null
  /** Of a company, all of them. */
  readonly contacts: readonly ListedContact[]
  readonly zone: string | null
}

export function accountOf(
  settings: ErpnextSettings,
  found: Customer,
  { addresses, contact: main, contacts, zone }: Beside,
): Account {
  const isCompany = found.customer_type !== 'Individual'
  const parts = [found, ...(main === null ? [] : [main]), ...addresses, ...contacts]
  const stamps = parts.map(({ modified }) => modified)
  const newest = stamps.toSorted().at(-1) ?? found.modified
  const email = primary(main?.email_ids ?? [], 'is_primary')?.email_id ?? found.email_id
  const phone = primary(main?.phone_nos ?? [], 'is_primary_mobile_no', 'is_primary_phone')?.phone ?? found.mobile_no
  const exempt = settings.exemptTaxCategories
  return {
    externalId: found.name,
    kind: isCompany ? 'company' : 'person',
    updatedAt: utcOf(newest, zone) ?? new Date(0).toISOString(),
    createdAt: utcOf(found.creation, zone),
    name: found.customer_name,
    ...(isCompany ? {} : { firstName: main?.first_name ?? null, lastName: main?.last_name ?? null }),
    email,
    phone,
    language: found.language,
    note: found.customer_details,
    ...(exempt.length === 0 ? {} : { taxExempt: exempt.includes(found.tax_category ?? '') }),
    vatNumber: found.tax_id,
    number: found.name,
    paymentTerms: found.payment_terms,
    priceList: found.default_price_list,
    addresses: addresses.map((one) => ({
      externalId: one.name,
      address: addressOf(one),
      isDefault: one.name === found.customer_primary_address,
    })),
    ...(isCompany ? { contacts: contactsOf(main, contacts, { email, phone }) } : {}),
  }
}

/** The main one first, with what the customer shows of it. */
function contactsOf(
  main: Contact | null,
  all: readonly ListedContact[],
  shown: { readonly email: string | null; readonly phone: string | null },
): NonNullable<Account['contacts']> {
  const named = ({ name, first_name, last_name }: Contact | ListedContact) => ({
    externalId: name,
    firstName: first_name,
    lastName: last_name,
  })
  const others = all.filter(({ name }) => name !== main?.name)
  return [
    ...(main === null ? [] : [{ ...named(main), ...shown }]),
    ...others.map((one) => ({ ...named(one), email: one.email_id, phone: one.mobile_no ?? one.phone })),
  ]
}

/** The row that is marked by the first of the marks that any row has, else the first row. */
export function primary<T extends object>(rows: readonly T[], ...marks: readonly (keyof T)[]): T | undefined {
  for (const mark of marks) {
    const marked = rows.find((row) => row[mark] === 1)
    if (marked !== undefined) return marked
  }
  return rows[0]
}

const given = (value: string | null): string | null => (value === '-' ? null : value)

const addressOf = (found: ListedAddress): Address => ({
  firstName: null,
  lastName: null,
  company: null,
  line1: given(found.address_line1),
  line2: given(found.address_line2),
  postalCode: found.pincode,
  city: given(found.city),
  province: found.state,
  countryCode: found.country === null ? null : (countryCode(found.country) ?? null),
  phone: found.phone,
})
