import { z } from 'zod'
import type { Account, AccountAddress, AccountContact } from '#model/account'
import type { Address } from '#model/address'
import { normalEmail } from '#model/customer'
import { plainOf } from './plain-text.ts'
import { link, linkName, text } from './records.ts'
import type { OdooSettings } from './settings.ts'
import { utcOf } from './stamps.ts'

export const partnerShape = z.object({
  id: z.number(),
  name: text,
  is_company: z.boolean(),
  type: text,
  active: z.boolean(),
  parent_id: link,
  email: text,
  phone: text,
  street: text,
  street2: text,
  zip: text,
  city: text,
  state_id: linkName,
  country_id: link,
  vat: text,
  ref: text,
  lang: text,
  comment: text,
  property_payment_term_id: linkName,
  property_product_pricelist: link,
  property_account_position_id: linkName,
  write_date: z.string(),
  create_date: z.string(),
})
export type Partner = z.infer<typeof partnerShape>

export interface Beside {
  /** Contacts and addresses of the customer. */
  readonly children: readonly Partner[]
  /** Codes of countries by their ids. */
  readonly countries: ReadonlyMap<number, string>
  /** Names of price lists; the one that everybody has counts as none. */
  readonly priceLists: ReadonlyMap<number, string>
}

export function accountOf(
  settings: OdooSettings,
  found: Partner,
  { children, countries, priceLists }: Beside,
): Account {
  const stamps = [found, ...children].map(({ write_date }) => write_date)
  const exempt = settings.exemptFiscalPositions
  return {
    externalId: String(found.id),
    kind: found.is_company ? 'company' : 'person',
    updatedAt: utcOf(stamps.toSorted().at(-1) ?? found.write_date),
    createdAt: utcOf(found.create_date),
    name: found.name ?? '',
    email: found.email,
    phone: found.phone,
    language: found.lang,
    note: found.comment === null ? null : plainOf(found.comment) || null,
    ...(exempt.length === 0 ? {} : { taxExempt: exempt.includes(found.property_account_position_id ?? '') }),
    vatNumber: found.vat,
    number: found.ref,
    paymentTerms: found.property_payment_term_id,
    priceList: priceLists.get(found.property_product_pricelist ?? 0) ?? null,
    addresses: addressesOf(found, children, countries),
    ...(found.is_company ? { contacts: contactsOf(found, children) } : {}),
  }
}

/** The customer's own address first, then those of its own; a contact shows the customer's address. */
function addressesOf(
  found: Partner,
  children: readonly Partner[],
  countries: ReadonlyMap<number, string>,
): AccountAddress[] {
  const places = [found, ...children.filter(({ type }) => type !== 'contact')]
  const all = places.flatMap((one): AccountAddress[] =>
    one.street === null && one.zip === null && one.city === null
      ? []
      : [{ externalId: String(one.id), address: addressOf(one, countries), isDefault: one.id === found.id }],
  )
  const forms = all.map(({ address }) => placeForm(address))
  return all.filter((_, index) => forms.indexOf(forms[index] ?? '') === index)
}

export const addressOf = (one: Partner, countries: ReadonlyMap<number, string>): Address => ({
  firstName: null,
  lastName: null,
  company: null,
  line1: one.street,
  line2: one.street2,
  postalCode: one.zip,
  city: one.city,
  province: one.state_id?.replace(/ \([A-Z]{2}\)$/, '') ?? null,
  countryCode: countries.get(one.country_id ?? 0) ?? null,
  phone: one.phone,
})

/** Two spellings of one place are equal, whoever is meant there. */
export const placeForm = ({ line1, line2, postalCode, city, countryCode }: Address): string =>
  [line1, line2, postalCode, city, countryCode]
    .map((part) => part?.trim().replace(/\s+/g, ' ').toLowerCase() ?? '')
    .join('|')

/** Whoever reads the company's own mailbox first, then its contacts. */
function contactsOf(found: Partner, children: readonly Partner[]): AccountContact[] {
  const { id, email, phone } = found
  const own = email === null ? [] : [{ externalId: String(id), firstName: null, lastName: null, email, phone }]
  const others = children.filter(({ type }) => type === 'contact')
  return [
    ...own,
    ...others
      .filter((one) => one.email === null || normalEmail(one.email) !== normalEmail(email))
      .map((one) => ({ externalId: String(one.id), ...partsOf(one.name), email: one.email, phone: one.phone })),
  ]
}

/** Odoo keeps a name in one; what stands before the first space is taken for the first name. */
function partsOf(name: string | null): { readonly firstName: string | null; readonly lastName: string | null } {
  const [first = '', ...others] = (name ?? '').trim().split(/\s+/)
  return { firstName: first || null, lastName: others.join(' ') || null }
}
